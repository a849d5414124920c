package dev.hearth.dataplane.async;

import java.time.Duration;
import java.time.Instant;

/**
 * What becomes of an event after an attempt.
 *
 * <p>See "Error handling for asynchronous invocation" in the AWS Lambda Developer Guide.
 */
public final class Retries {
    private static final int DOUBLINGS = 20;

    private Retries() {}

    /** What to do with the event. */
    sealed interface Next {
        /** It was processed. */
        record Done() implements Next {}

        /** It is tried again, at its time. */
        record Again(Event event) implements Next {}

        record GivenUp(Condition condition) implements Next {}
    }

    /** How an event ended, with its name in a destination's record. */
    public enum Condition {
        SUCCESS("Success"),
        RETRIES_EXHAUSTED("RetriesExhausted"),
        AGE_EXCEEDED("EventAgeExceeded");

        private final String wire;

        Condition(String wire) {
            this.wire = wire;
        }

        String wire() {
            return wire;
        }
    }

    static Next after(Event event, Attempt attempt, RetryPolicy policy, Instant now) {
        return switch (attempt) {
            case Attempt.Ran ran when ran.result().functionError().isEmpty() -> new Next.Done();
            case Attempt.Ran ran -> afterError(event, policy, now);
            case Attempt.Refused refused -> afterRefusal(event, policy, now);
            case Attempt.Impossible impossible -> new Next.GivenUp(Condition.RETRIES_EXHAUSTED);
        };
    }

    /** Whether an event is too old to be tried at all. */
    static boolean isTooOld(Event event, RetryPolicy policy, Instant now) {
        return now.isAfter(event.accepted().plus(policy.age()));
    }

    private static Next afterError(Event event, RetryPolicy policy, Instant now) {
        if (event.errors() >= policy.retries()) {
            return new Next.GivenUp(Condition.RETRIES_EXHAUSTED);
        }
        Instant next = now.plus(policy.delay().multipliedBy(Math.min(event.errors(), 1) + 1L));
        return inTime(event, event.afterError(next), policy);
    }

    private static Next afterRefusal(Event event, RetryPolicy policy, Instant now) {
        Instant next = now.plus(backoff(event.refusals(), Limits.AFTER_REFUSAL_MOST));
        return inTime(event, event.afterRefusal(next), policy);
    }

    /** How long to wait after so many refusals in a row: twice as long each time, up to a limit. */
    static Duration backoff(int refusals, Duration most) {
        Duration wait = Limits.AFTER_REFUSAL.multipliedBy(1L << Math.min(refusals, DOUBLINGS));
        return wait.compareTo(most) < 0 ? wait : most;
    }

    /** A retry that would come too late is none. */
    private static Next inTime(Event event, Event retried, RetryPolicy policy) {
        return retried.due().isAfter(event.accepted().plus(policy.age()))
                ? new Next.GivenUp(Condition.AGE_EXCEEDED)
                : new Next.Again(retried);
    }
}
