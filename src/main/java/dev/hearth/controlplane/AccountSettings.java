package dev.hearth.controlplane;

import dev.hearth.counter.ConcurrencyLimit;
import dev.hearth.model.AccountId;
import dev.hearth.store.FunctionStore;
import software.amazon.awssdk.services.lambda.model.AccountLimit;
import software.amazon.awssdk.services.lambda.model.AccountUsage;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsRequest;
import software.amazon.awssdk.services.lambda.model.GetAccountSettingsResponse;

/** What an account may use, and what it uses. */
final class AccountSettings {
    private final FunctionStore store;

    AccountSettings(FunctionStore store) {
        this.store = store;
    }

    GetAccountSettingsResponse get(AccountId account, GetAccountSettingsRequest request) {
        FunctionStore.Usage usage = store.usage(account);
        return GetAccountSettingsResponse.builder()
                .accountLimit(AccountLimit.builder()
                        .totalCodeSize(Limits.CODE_STORAGE.bytes())
                        .codeSizeUnzipped(dev.hearth.artifact.Limits.UNPACKED.bytes())
                        .codeSizeZipped(dev.hearth.artifact.Limits.ZIPPED.bytes())
                        .concurrentExecutions(ConcurrencyLimit.DEFAULT.invocations())
                        .unreservedConcurrentExecutions(ConcurrencyLimit.DEFAULT.invocations())
                        .build())
                .accountUsage(AccountUsage.builder()
                        .functionCount(usage.functions())
                        .totalCodeSize(usage.codeBytes())
                        .build())
                .build();
    }
}
