package dev.hearth.controlplane.functions;

import dev.hearth.counter.ConcurrencyLimit;
import dev.hearth.model.AccountId;
import dev.hearth.store.Kinds;
import dev.hearth.store.Scope;
import dev.hearth.store.Store;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;

/** What an account may use, and what it uses. */
final class AccountSettings {
    private final Store store;

    AccountSettings(Store store) {
        this.store = store;
    }

    GetAccountSettingsResponse get(AccountId account, GetAccountSettingsRequest request) {
        AccountUsage usage = store.read(view -> AccountUsage.builder()
                .functionCount(view.count(Kinds.FUNCTION, Scope.of(account)))
                .totalCodeSize(view.packageBytes(account))
                .build());
        return GetAccountSettingsResponse.builder()
                .accountLimit(AccountLimit.builder()
                        .totalCodeSize(Limits.CODE_STORAGE.bytes())
                        .codeSizeUnzipped(dev.hearth.artifact.Limits.UNPACKED.bytes())
                        .codeSizeZipped(dev.hearth.artifact.Limits.ZIPPED.bytes())
                        .concurrentExecutions(ConcurrencyLimit.DEFAULT.invocations())
                        .unreservedConcurrentExecutions(ConcurrencyLimit.DEFAULT.invocations())
                        .build())
                .accountUsage(usage)
                .build();
    }
}
