package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Capacity.Reservation;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The concurrency limits of accounts and functions. In thorough worlds a few functions have reserved concurrency. */
final class Concurrency {
    private static final int RESERVING = 5;
    private static final int RESERVED_SHARE = 10;

    private final int accountLimit;
    private final boolean reserves;
    private final Surroundings surroundings;

    /** The reserved concurrency of functions, by name. */
    private final Map<String, Integer> reserved = new HashMap<>();

    Concurrency(int accountLimit, boolean reserves, SimulatedFunctions functions, Surroundings surroundings) {
        this.accountLimit = accountLimit;
        this.reserves = reserves;
        this.surroundings = surroundings;
        for (SimulatedFunction function : functions.all()) {
            reservation(function)
                    .ifPresent(units ->
                            reserved.merge(function.profile().identity().account(), units, Integer::sum));
        }
    }

    int accountLimit() {
        return accountLimit;
    }

    private Optional<Integer> reservation(SimulatedFunction function) {
        return reserves && function.number() % RESERVING == 1
                ? Optional.of(1 + accountLimit / RESERVED_SHARE)
                : Optional.empty();
    }

    /** The greatest concurrency of a function. */
    int most(SimulatedFunction function) {
        return reservation(function).orElse(accountLimit);
    }

    /** The concurrency that a call of a function may use. */
    Capacity capacity(SimulatedFunction function) {
        if (!reserves) {
            return Capacity.UNRESERVED;
        }
        int provisioned = surroundings.manager().provisioned(function.version().sandboxKey());
        Optional<Reservation> reservation =
                reservation(function).map(units -> new Reservation(units, Math.min(units, provisioned)));
        int withheld = Math.min(
                accountLimit - 1,
                reserved.getOrDefault(function.profile().identity().account(), 0));
        return new Capacity(Math.min(provisioned, accountLimit), reservation, withheld);
    }
}
