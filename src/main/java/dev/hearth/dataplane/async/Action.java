package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.Optional;

/** What {@link EventMachine} wants done. Each action but the last three is answered by a {@link Signal}. */
public sealed interface Action {
    /** Claim up to so many events of a queue that are due. */
    record Claim(QueueId queue, int count) implements Action {}

    /** Read a claimed event, and what its function's settings say now. */
    record Load(QueueId queue, String name) implements Action {}

    /** Run the function. */
    record Invoke(QueueId queue, Event event) implements Action {}

    /**
     * Tell a destination how an event ended.
     *
     * @param ending nothing if the record is the event's payload
     */
    record Tell(QueueId queue, Event event, String target, Optional<EventOutcome> ending) implements Action {}

    /**
     * Remove an event.
     *
     * @param loss what is to be said of it in the log, if something was lost
     */
    record Remove(QueueId queue, Event event, Optional<String> loss) implements Action {}

    /** Write an event as it is now, for a later try, and end the claim on it. */
    record Postpone(QueueId queue, Event event) implements Action {}

    /** Remove a few of the events of a queue whose function is deleted. */
    record Sweep(QueueId queue) implements Action {}

    /** Prolong the lease of all that is claimed. */
    record Renew() implements Action {}

    /** Look which queues have events that nobody has claimed. */
    record Look() implements Action {}

    /** Give a {@link Signal.Tick} at this time; takes the place of an earlier one. */
    record WakeAt(Instant when) implements Action {}

    /** How an event ended, and what came of running it last, if it was run. */
    record EventOutcome(Retries.Condition condition, Optional<Attempt> last) {}
}
