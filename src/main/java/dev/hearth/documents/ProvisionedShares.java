package dev.hearth.documents;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.View;
import dev.hearth.model.ProvisionedConcurrency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The number of provisioned sandboxes of each version of a function, whether they were configured for the version or
 * for an alias.
 */
public final class ProvisionedShares {
    private ProvisionedShares() {}

    /** The numbers by version; empty for most functions. */
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
