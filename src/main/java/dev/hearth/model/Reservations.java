package dev.hearth.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an account's functions have of its concurrency for themselves. */
public final class Reservations {
    private final Map<FunctionArn, Integer> reserved;
    private final Map<FunctionArn, Integer> provisioned;

    /** Of one account. */
    public Reservations(List<ReservedConcurrency> reserved, List<ProvisionedConcurrency> provisioned) {
        this.reserved = reserved.stream()
                .collect(Collectors.toMap(ReservedConcurrency::function, ReservedConcurrency::executions));
        this.provisioned = provisioned.stream()
                .collect(Collectors.groupingBy(
                        one -> one.arn().unqualified(), Collectors.summingInt(ProvisionedConcurrency::executions)));
    }

    /** How many invocations are kept for this function. */
    public Optional<Integer> reserved(FunctionArn function) {
        return Optional.ofNullable(reserved.get(function.unqualified()));
    }

    /** How many sandboxes are started ahead for all versions and aliases of this function. */
    public int provisioned(FunctionArn function) {
        return provisioned.getOrDefault(function.unqualified(), 0);
    }

    /** What functions without any of this can't have. A function's sandboxes come out of what is reserved for it. */
    public int withheld() {
        int all = reserved.values().stream().mapToInt(Integer::intValue).sum();
        return all
                + provisioned.entrySet().stream()
                        .filter(entry -> !reserved.containsKey(entry.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .sum();
    }
}
