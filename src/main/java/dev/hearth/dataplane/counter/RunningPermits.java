package dev.hearth.dataplane.counter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The permits that have not ended, by the period in which their time is over. A look at those whose time is over looks
 * at the periods that have begun, and so not at the many permits that have time left.
 */
final class RunningPermits {
    private final long periodNanos;

    /** The permits by the number of the period; there are as many periods as the longest permit lasts, and one more. */
    private final Map<Long, Map<Long, Permit>> periods = new ConcurrentHashMap<>();

    RunningPermits(Duration period) {
        this.periodNanos = period.toNanos();
    }

    /** False if it is there already. */
    boolean add(Permit permit) {
        return periods.computeIfAbsent(period(permit), first -> new ConcurrentHashMap<>())
                        .putIfAbsent(permit.id(), permit)
                == null;
    }

    /** False if it is not there, or no longer. */
    boolean remove(Permit permit) {
        Map<Long, Permit> known = periods.get(period(permit));
        return known != null && known.remove(permit.id(), permit);
    }

    private long period(Permit permit) {
        return Math.floorDiv(permit.untilNanos(), periodNanos);
    }

    /** Those whose time is over or will be before the present period has ended: all that has to be looked at. */
    List<Permit> dueSoon(long nowNanos) {
        long present = Math.floorDiv(nowNanos, periodNanos);
        List<Permit> due = new ArrayList<>();
        periods.forEach((period, permits) -> {
            if (period <= present) {
                due.addAll(permits.values());
            }
        });
        // nobody adds to a period that is over: each permit has minutes left when it is added
        periods.entrySet()
                .removeIf(
                        period -> period.getKey() < present && period.getValue().isEmpty());
        return due;
    }

    boolean isEmpty() {
        return periods.values().stream().allMatch(Map::isEmpty);
    }
}
