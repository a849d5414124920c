package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.Optional;

/**
 * The actions that {@link EventMachine} decides. Each action but the last three is answered by an {@link EventSignal}.
 */
public sealed interface EventAction {
    /**
     * Claim due events of a queue.
     *
     * @param count how many at most
     */
    record Claim(QueueId queue, int count) implements EventAction {}

    /** Read a claimed event, and what its function's settings say now. */
    record Load(QueueId queue, String name) implements EventAction {}

    /** Run the function. */
    record Invoke(QueueId queue, Event event) implements EventAction {}

    /**
     * Deliver the record of an event to a destination.
     *
     * @param ending nothing if the record is the event's payload
     */
    record Tell(QueueId queue, Event event, String target, Optional<EventOutcome> ending) implements EventAction {}

    /**
     * Remove an event.
     *
     * @param loss what is to be said of it in the log, if something was lost
     */
    record Remove(QueueId queue, Event event, Optional<String> loss) implements EventAction {}

    /** Write an event for a later attempt, and end its claim. */
    record Postpone(QueueId queue, Event event) implements EventAction {}

    /** Remove some events of a queue whose function was deleted. */
    record Sweep(QueueId queue) implements EventAction {}

    /** Extend all leases. */
    record Renew() implements EventAction {}

    /** Find the queues that have unclaimed events. */
    record Look() implements EventAction {}

    /** Send {@link EventSignal.Tick} at this time; replaces an earlier order. */
    record WakeAt(Instant when) implements EventAction {}

    /** The end of an event, with the result of its last attempt, if there was one. */
    record EventOutcome(Retries.Condition condition, Optional<Attempt> last) {}
}
