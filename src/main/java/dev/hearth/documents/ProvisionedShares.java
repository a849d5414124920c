package dev.hearth.documents;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.model.ProvisionedConcurrency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How many sandboxes are to be started ahead for each version of a function, whatever they were asked for. */
public final class ProvisionedShares {
    private ProvisionedShares() {}

    /** By the version's number; empty for most functions. */
    public static Map<String, Integer> of(View view, Scope function) {
        List<ProvisionedConcurrency> all = view.list(Kinds.PROVISIONED_CONCURRENCY, function);
        if (all.isEmpty()) {
            return Map.of();
        }
        Map<String, Integer> shares = new HashMap<>();
        for (ProvisionedConcurrency one : all) {
            one.byVersion(view.find(Kinds.ALIAS, function, one.qualifier()))
                    .forEach((version, count) -> shares.merge(version, count, Integer::sum));
        }
        return shares;
    }
}
