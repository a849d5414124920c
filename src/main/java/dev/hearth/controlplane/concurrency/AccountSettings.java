package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Quotas;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;

/** GetAccountSettings: an account's limits and usage. */
final class AccountSettings {
    private final Store store;

    AccountSettings(Store store) {
        this.store = store;
    }

    GetAccountSettingsResponse get(AccountId account, GetAccountSettingsRequest request) {
        return store.read(view -> {
            AccountLimits limits = AccountLimits.of(view, account);
            return GetAccountSettingsResponse.builder()
                    .accountLimit(AccountLimit.builder()
                            .totalCodeSize(Quotas.CODE_STORAGE.bytes())
                            .codeSizeUnzipped(dev.hearth.base.artifact.Limits.UNPACKED.bytes())
                            .codeSizeZipped(dev.hearth.base.artifact.Limits.ZIPPED.bytes())
                            .concurrentExecutions(limits.all())
                            .unreservedConcurrentExecutions(limits.unreserved())
                            .build())
                    .accountUsage(AccountUsage.builder()
                            .functionCount(view.count(Kinds.FUNCTION, Scope.of(account)))
                            .totalCodeSize(view.packageBytes(account))
                            .build())
                    .build();
        });
    }
}
