package dev.hearth.controlplane.concurrency;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.Quotas;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;

/** What an account may use, and what it uses. */
final class AccountSettings {
    private final Store store;
    private final ConcurrencyLimit limit;

    AccountSettings(Store store, ConcurrencyLimit limit) {
        this.store = store;
        this.limit = limit;
    }

    GetAccountSettingsResponse get(AccountId account, GetAccountSettingsRequest request) {
        return store.read(view -> GetAccountSettingsResponse.builder()
                .accountLimit(AccountLimit.builder()
                        .totalCodeSize(Quotas.CODE_STORAGE.bytes())
                        .codeSizeUnzipped(dev.hearth.base.artifact.Limits.UNPACKED.bytes())
                        .codeSizeZipped(dev.hearth.base.artifact.Limits.ZIPPED.bytes())
                        .concurrentExecutions(limit.invocations())
                        .unreservedConcurrentExecutions(
                                AccountLimits.of(view, account, limit).unreserved())
                        .build())
                .accountUsage(AccountUsage.builder()
                        .functionCount(view.count(Kinds.FUNCTION, Scope.of(account)))
                        .totalCodeSize(view.packageBytes(account))
                        .build())
                .build());
    }
}
