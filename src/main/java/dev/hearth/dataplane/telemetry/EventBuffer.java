package dev.hearth.dataplane.telemetry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The events that wait for one subscriber, in their order, and how many were dropped because there was no room. For one
 * thread at a time.
 *
 * <pre>
 * event     with room                          without
 * add       kept                               dropped, counted
 * take      the oldest, up to a batch          nothing
 * </pre>
 */
final class EventBuffer {
    private final Subscription subscription;
    private final TelemetryMemory memory;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private long bytes;
    private long droppedRecords;
    private long droppedBytes;

    EventBuffer(Subscription subscription, TelemetryMemory memory) {
        this.subscription = subscription;
        this.memory = memory;
    }

    /** Some events that go together; given back when they have arrived, or will not. */
    record Batch(List<byte[]> events, long bytes) {}

    /** What was dropped since this was asked last. */
    record Dropped(long records, long bytes) {}

    void add(byte[] event) {
        boolean fits = bytes + event.length <= (long) Limits.BATCHES * subscription.bytes()
                && waiting.size() < Limits.BATCHES * subscription.items();
        if (!fits || !memory.take(event.length)) {
            dropped(1, event.length);
            return;
        }
        waiting.add(event);
        bytes += event.length;
    }

    /** Some that could not be delivered. */
    void dropped(long records, long size) {
        droppedRecords += records;
        droppedBytes += size;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether there are enough for a batch. */
    boolean isFull() {
        return bytes >= subscription.bytes() || waiting.size() >= subscription.items();
    }

    Batch take() {
        List<byte[]> events = new ArrayList<>();
        long size = 0;
        while (!waiting.isEmpty() && events.size() < subscription.items() && size < subscription.bytes()) {
            byte[] next = waiting.remove();
            size += next.length;
            events.add(next);
        }
        bytes -= size;
        return new Batch(events, size);
    }

    Dropped takeDropped() {
        Dropped dropped = new Dropped(droppedRecords, droppedBytes);
        droppedRecords = 0;
        droppedBytes = 0;
        return dropped;
    }

    /** Nobody wants any more. */
    void clear() {
        memory.giveBack(bytes);
        waiting.clear();
        bytes = 0;
    }
}
