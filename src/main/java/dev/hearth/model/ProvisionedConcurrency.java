package dev.hearth.model;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How many sandboxes are started ahead for a version, or for what an alias stands for.
 *
 * @param arn qualified by the version's number or the alias's name
 * @param executions at least 1
 */
public record ProvisionedConcurrency(FunctionArn arn, int executions, Instant modified) {
    public String qualifier() {
        return arn.qualifier().orElseThrow();
    }

    /**
     * How many for which version: an alias that shares its calls out shares these out alike, rounded up.
     *
     * @param alias the one that it is for, if it is for an alias
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
