package dev.hearth.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The parts of an account's concurrency that are kept for functions. */
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

    /** The reserved concurrency of this function. */
    public Optional<Integer> reserved(FunctionArn function) {
        return Optional.ofNullable(reserved.get(function.unqualified()));
    }

    /** The provisioned concurrency of all versions and aliases of this function. */
    public int provisioned(FunctionArn function) {
        return provisioned.getOrDefault(function.unqualified(), 0);
    }

    /**
     * The concurrency that other functions can't use. A function's provisioned concurrency is part of its reserved
     * concurrency, if it has any.
     */
    public int withheld() {
        int all = reserved.values().stream().mapToInt(Integer::intValue).sum();
        return all
                + provisioned.entrySet().stream()
                        .filter(entry -> !reserved.containsKey(entry.getKey()))
                        .mapToInt(Map.Entry::getValue)
                        .sum();
    }
}
