package dev.hearth.dataplane.pollers;

import dev.hearth.model.QueueMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping that is polled: how many batches it may have at once, and its pollers. */
final class Source {
    private static final String FIFO = ".fifo";

    QueueMapping mapping;
    final Map<Long, Poller> pollers = new LinkedHashMap<>();

    /** How many batches may be under way at once, besides the mapping's own maximum. */
    int width = Limits.WIDTH_AT_FIRST;

    /** Whether the last reception brought as many messages as were asked for: there are probably more. */
    boolean full;

    boolean throttled;
    boolean stopping;

    /** Empty until the queue was looked at. */
    Optional<Duration> visibility = Optional.empty();

    boolean looking;
    Instant nextLook = Instant.MIN;

    /** Nothing is received before this time. */
    Instant rest = Instant.MIN;

    int failures;

    /** Requests under way that belong to no poller. */
    int pending;

    String result = "No records processed";

    Source(QueueMapping mapping) {
        this.mapping = mapping;
    }

    int most() {
        return Math.min(width, mapping.maximumConcurrency().orElse(Limits.WIDTH));
    }

    int slots() {
        return (int) pollers.values().stream().filter(poller -> poller.slot).count();
    }

    int receiving() {
        return (int) pollers.values().stream()
                .filter(poller -> poller.is(Poller.Stage.RECEIVING))
                .count();
    }

    boolean isEnded() {
        return stopping && pollers.isEmpty() && pending == 0 && !looking;
    }

    /** The queue's server failed: it is left alone for a while. */
    void failed(String reason, Instant now) {
        failures++;
        rest = now.plus(backoff(Limits.AFTER_FAILURE, failures, Limits.AFTER_FAILURE_MOST));
        result = "PROBLEM: " + reason;
    }

    void throttled() {
        width = Math.max(1, Math.min(width, pollers.size()) / 2);
        throttled = true;
    }

    /** Scales by what the minute before has shown. */
    void looked(long visible) {
        boolean first = visibility.isEmpty();
        if (!throttled && !first) {
            boolean deep = visible > (long) width * Math.min(mapping.batchSize(), Limits.RECEIVED);
            if (deep) {
                width = Math.min(width + Limits.WIDTH_STEP, Limits.WIDTH);
            } else if (visible == 0 || width < Limits.WIDTH_AT_FIRST) {
                width = Limits.WIDTH_AT_FIRST;
            }
        }
        throttled = false;
    }

    /**
     * The messages that may be processed now. A message of a FIFO queue may not while its group is being processed: it
     * was handed out again because its visibility timeout is over, and the order of the group would be lost. The next
     * message of a group may come before it is known here that the one before is deleted.
     */
    List<Held> inOrder(List<Held> received, Poller receiver) {
        if (!mapping.queue().endsWith(FIFO)) {
            return received;
        }
        List<Held> allowed = new ArrayList<>();
        for (Held message : received) {
            boolean busy = pollers.values().stream()
                    .filter(poller -> poller != receiver)
                    .filter(poller -> !poller.is(Poller.Stage.DELETING) && !poller.is(Poller.Stage.UNDELETED))
                    .flatMap(poller -> poller.held.stream())
                    .anyMatch(held -> held.group().equals(message.group()));
            if (!busy) {
                allowed.add(message);
            }
        }
        return allowed;
    }

    /** Doubles with each attempt, up to the longest. */
    static Duration backoff(Duration shortest, int attempts, Duration longest) {
        Duration wait = shortest;
        for (int i = 1; i < attempts && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
