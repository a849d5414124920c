package dev.hearth.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The provisioned concurrency of a version or an alias.
 *
 * @param arn qualified by the version's number or the alias's name
 * @param executions at least 1
 */
public record ProvisionedConcurrency(FunctionArn arn, int executions, Instant modified) {
    public String qualifier() {
        return arn.qualifier().orElseThrow();
    }

    /**
     * The number of sandboxes by version. An alias with two versions divides them as it divides its calls, rounded up.
     *
     * @param alias the alias, if the setting is for an alias
     */
    public Map<String, Integer> byVersion(Optional<Alias> alias) {
        if (alias.isEmpty()) {
            return Map.of(qualifier(), executions);
        }
        Map<String, Integer> shares = new LinkedHashMap<>();
        double shifted = alias.get().shifted().map(Alias.Shifted::weight).orElse(0.0);
        shares.put(alias.get().version(), (int) Math.ceil(executions * (1 - shifted)));
        alias.get()
                .shifted()
                .ifPresent(other -> shares.put(other.version(), (int) Math.ceil(executions * other.weight())));
        return shares;
    }
}
