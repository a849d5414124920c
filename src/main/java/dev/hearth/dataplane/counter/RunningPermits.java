package dev.hearth.dataplane.counter;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The permits that have not ended, by the period in which they expire. A sweep examines only the periods that have
 * begun, not the many permits of later ones.
 */
final class RunningPermits {
    private final long periodNanos;

    /** The permits by the number of the period. There are as many periods as the longest permit lasts, and one more. */
    private final Map<Long, Map<Long, Permit>> periods = new ConcurrentHashMap<>();

    RunningPermits(Duration period) {
        this.periodNanos = period.toNanos();
    }

    /** Adds a permit; false if it exists already. */
    boolean add(Permit permit) {
        return periods.computeIfAbsent(period(permit), first -> new ConcurrentHashMap<>())
                        .putIfAbsent(permit.id(), permit)
                == null;
    }

    /** Removes a permit; false if it does not exist. */
    boolean remove(Permit permit) {
        Map<Long, Permit> known = periods.get(period(permit));
        return known != null && known.remove(permit.id(), permit);
    }

    private long period(Permit permit) {
        return Math.floorDiv(permit.untilNanos(), periodNanos);
    }

    /** The permits that expire before the end of the present period: all that a sweep has to examine. */
    List<Permit> dueSoon(long nowNanos) {
        long present = Math.floorDiv(nowNanos, periodNanos);
        List<Permit> due = new ArrayList<>();
        periods.forEach((period, permits) -> {
            if (period <= present) {
                due.addAll(permits.values());
            }
        });
        // no permit is added to a past period, because each has minutes left when it is added
        periods.entrySet()
                .removeIf(
                        period -> period.getKey() < present && period.getValue().isEmpty());
        return due;
    }

    boolean isEmpty() {
        return periods.values().stream().allMatch(Map::isEmpty);
    }
}
