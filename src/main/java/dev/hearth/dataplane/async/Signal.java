package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What {@link EventMachine} is told. */
public sealed interface Signal {
    /** The process begins; what earlier ones left is in the store. */
    record Started() implements Signal {}

    /** An event is in the store, and due. */
    record Accepted(QueueId queue) implements Signal {}

    /** A look at the store found an event that nobody has claimed. */
    record Found(QueueId queue, Instant due) implements Signal {}

    /** The function of a queue was deleted. */
    record Deleted(QueueId queue) implements Signal {}

    /**
     * What {@link Action.Claim} got.
     *
     * @param names of events, the longest due first
     * @param next when the next event is due that nobody has claimed; it may be past
     */
    record Claimed(QueueId queue, List<String> names, Optional<Instant> next) implements Signal {}

    /** The store could not claim. */
    record ClaimFailed(QueueId queue) implements Signal {}

    /** What {@link Action.Load} found; no event if it is gone, or somebody else's. */
    record Loaded(QueueId queue, String name, Optional<Event> event, RetryPolicy policy) implements Signal {}

    /** What came of {@link Action.Invoke}. */
    record Ran(QueueId queue, String name, Attempt attempt) implements Signal {}

    /**
     * What came of {@link Action.Tell}.
     *
     * @param again whether the destination may take the record later
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Told(QueueId queue, String name, byte[] record, boolean again) implements Signal {}

    /** {@link Action.Remove} or {@link Action.Postpone} is in the store. */
    record Written(QueueId queue, String name) implements Signal {}

    /** The store failed while the last action for an event was done. */
    record Failed(QueueId queue, String name) implements Signal {}

    /** The last action for an event hit a bug. */
    record Broken(QueueId queue, String name) implements Signal {}

    /** A part of what {@link Action.Sweep} is to remove is removed. */
    record Swept(QueueId queue, boolean more) implements Signal {}

    /** The store failed while it swept. */
    record SweepFailed(QueueId queue) implements Signal {}

    /** The time of {@link Action.WakeAt} has come. */
    record Tick() implements Signal {}

    /** Nothing is begun any more; what runs goes on. */
    record Stopped() implements Signal {}
}
