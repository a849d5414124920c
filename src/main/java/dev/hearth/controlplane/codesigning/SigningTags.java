package dev.hearth.controlplane.codesigning;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The tags of code signing configurations. */
final class SigningTags implements Tagged {
    @Override
    public boolean isOne(String arn) {
        return arn.contains(":code-signing-config:");
    }

    @Override
    public Map<String, String> tags(View view, AccountId account, String arn) {
        return SigningConfigs.existing(view, account, arn).tags();
    }

    @Override
    public void change(
            Transaction transaction, AccountId account, String arn, UnaryOperator<Map<String, String>> change) {
        SigningConfig config = SigningConfigs.existing(transaction, account, arn);
        transaction.put(
                SigningConfig.KIND,
                Scope.of(account),
                config.id(),
                new SigningConfig(config.shown(), change.apply(config.tags())));
    }
}
