package dev.hearth.controlplane.eventsources;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Tagged;
import dev.hearth.model.AccountId;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The tags of event source mappings. */
final class MappingTags implements Tagged {
    @Override
    public boolean isOne(String arn) {
        return arn.contains(":event-source-mapping:");
    }

    @Override
    public Map<String, String> tags(View view, AccountId account, String arn) {
        return existing(view, account, arn).tags();
    }

    @Override
    public void change(
            Transaction transaction, AccountId account, String arn, UnaryOperator<Map<String, String>> change) {
        Mapping mapping = existing(transaction, account, arn);
        transaction.put(Mapping.KIND, Scope.of(account), mapping.id(), mapping.withTags(change.apply(mapping.tags())));
    }

    private static Mapping existing(View view, AccountId account, String arn) {
        return view.find(Mapping.KIND, Scope.of(account), arn.substring(arn.lastIndexOf(':') + 1))
                .filter(mapping -> mapping.shown().eventSourceMappingArn().equals(arn))
                .orElseThrow(() -> Failures.notFound("Event source mapping not found: " + arn));
    }
}
