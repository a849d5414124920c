package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The tags of functions. Versions and aliases have no tags. */
final class FunctionTags implements Tagged {
    private final FunctionNames names;
    private final FunctionChanges changes;

    FunctionTags(FunctionNames names, FunctionChanges changes) {
        this.names = names;
        this.changes = changes;
    }

    @Override
    public boolean isOne(String arn) {
        return arn.contains(":function:");
    }

    @Override
    public Map<String, String> tags(View view, AccountId account, String arn) {
        return Qualifiers.function(view, function(account, arn)).tags();
    }

    @Override
    public void change(
            Transaction transaction, AccountId account, String arn, UnaryOperator<Map<String, String>> change) {
        changes.apply(transaction, function(account, arn), current -> current.withTags(change.apply(current.tags())));
    }

    private FunctionArn function(AccountId account, String resource) {
        FunctionArn arn = names.resolve(account, resource, Optional.empty());
        if (arn.qualifier().isPresent()) {
            throw Failures.invalid(
                    "Tags on function aliases and versions are not supported. Please specify a function ARN.");
        }
        return arn;
    }
}
