package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.Optional;

/** What {@link EventMachine} wants done. Each action but the last three is answered by a {@link EventSignal}. */
public sealed interface EventAction {
    /** Claim up to so many events of a queue that are due. */
    record Claim(QueueId queue, int count) implements EventAction {}

    /** Read a claimed event, and what its function's settings say now. */
    record Load(QueueId queue, String name) implements EventAction {}

    /** Run the function. */
    record Invoke(QueueId queue, Event event) implements EventAction {}

    /**
     * Tell a destination how an event ended.
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

    /** Write an event as it is now, for a later try, and end the claim on it. */
    record Postpone(QueueId queue, Event event) implements EventAction {}

    /** Remove a few of the events of a queue whose function is deleted. */
    record Sweep(QueueId queue) implements EventAction {}

    /** Prolong the lease of all that is claimed. */
    record Renew() implements EventAction {}

    /** Look which queues have events that nobody has claimed. */
    record Look() implements EventAction {}

    /** Give a {@link EventSignal.Tick} at this time; takes the place of an earlier one. */
    record WakeAt(Instant when) implements EventAction {}

    /** How an event ended, and what came of running it last, if it was run. */
    record EventOutcome(Retries.Condition condition, Optional<Attempt> last) {}
}
