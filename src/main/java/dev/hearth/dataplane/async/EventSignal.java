package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@link EventMachine} is told. */
public sealed interface EventSignal {
    /** The process begins; what earlier ones left is in the store. */
    record Started() implements EventSignal {}

    /** An event is in the store, and due. */
    record Accepted(QueueId queue) implements EventSignal {}

    /** A look at the store found an event that nobody has claimed. */
    record Found(QueueId queue, Instant due) implements EventSignal {}

    /** The function of a queue was deleted. */
    record Deleted(QueueId queue) implements EventSignal {}

    /**
     * What {@link EventAction.Claim} got.
     *
     * @param names of events, the longest due first
     * @param next when the next event is due that nobody has claimed; it may be past
     */
    record Claimed(QueueId queue, List<String> names, Optional<Instant> next) implements EventSignal {}

    /** The store could not claim. */
    record ClaimFailed(QueueId queue) implements EventSignal {}

    /** What {@link EventAction.Load} found; no event if it is gone, or somebody else's. */
    record Loaded(QueueId queue, String name, Optional<Event> event, RetryPolicy policy) implements EventSignal {}

    /** What came of {@link EventAction.Invoke}. */
    record Ran(QueueId queue, String name, Attempt attempt) implements EventSignal {}

    /**
     * What came of {@link EventAction.Tell}.
     *
     * @param again whether the destination may take the record later
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Told(QueueId queue, String name, byte[] record, boolean again) implements EventSignal {}

    /** {@link EventAction.Remove} or {@link EventAction.Postpone} is in the store. */
    record Written(QueueId queue, String name) implements EventSignal {}

    /** The store failed while the last action for an event was done. */
    record Failed(QueueId queue, String name) implements EventSignal {}

    /** The last action for an event hit a bug. */
    record Broken(QueueId queue, String name) implements EventSignal {}

    /** A part of what {@link EventAction.Sweep} is to remove is removed. */
    record Swept(QueueId queue, boolean more) implements EventSignal {}

    /** The store failed while it swept. */
    record SweepFailed(QueueId queue) implements EventSignal {}

    /** The time of {@link EventAction.WakeAt} has come. */
    record Tick() implements EventSignal {}

    /** Nothing is begun any more; what runs goes on. */
    record Stopped() implements EventSignal {}
}
