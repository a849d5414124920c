package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The events of {@link EventMachine}. */
public sealed interface EventSignal {
    /** The process has started. Events of earlier processes are in the store. */
    record Started() implements EventSignal {}

    /** An event was accepted and is due. */
    record Accepted(QueueId queue) implements EventSignal {}

    /** The store has an unclaimed event. */
    record Found(QueueId queue, Instant due) implements EventSignal {}

    /** The function of a queue was deleted. */
    record Deleted(QueueId queue) implements EventSignal {}

    /**
     * The result of {@link EventAction.Claim}.
     *
     * @param names of events, in the order in which they are due
     * @param next when the next unclaimed event is due; it may be past
     */
    record Claimed(QueueId queue, List<String> names, Optional<Instant> next) implements EventSignal {}

    /** The store could not claim. */
    record ClaimFailed(QueueId queue) implements EventSignal {}

    /** The result of {@link EventAction.Load}; no event if it was removed, or another process has claimed it. */
    record Loaded(QueueId queue, String name, Optional<Event> event, RetryPolicy policy) implements EventSignal {}

    /** The result of {@link EventAction.Invoke}. */
    record Ran(QueueId queue, String name, Attempt attempt) implements EventSignal {}

    /**
     * The result of {@link EventAction.Tell}.
     *
     * @param again whether the destination may take the record later
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Told(QueueId queue, String name, byte[] record, boolean again) implements EventSignal {}

    /** {@link EventAction.Remove} or {@link EventAction.Postpone} was written to the store. */
    record Written(QueueId queue, String name) implements EventSignal {}

    /** The store failed during the last action for an event. */
    record Failed(QueueId queue, String name) implements EventSignal {}

    /** The last action for an event hit a bug. */
    record Broken(QueueId queue, String name) implements EventSignal {}

    /** Some events were removed by {@link EventAction.Sweep}. */
    record Swept(QueueId queue, boolean more) implements EventSignal {}

    /** The store failed while it swept. */
    record SweepFailed(QueueId queue) implements EventSignal {}

    /** The time of {@link EventAction.WakeAt} has come. */
    record Tick() implements EventSignal {}

    /** No more events begin; running ones go on. */
    record Stopped() implements EventSignal {}
}
