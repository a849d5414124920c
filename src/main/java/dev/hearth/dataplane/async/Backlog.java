package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one function's queue in memory. Its size is bounded, however many events wait in the store.
 *
 * <p>The width is the number of its events that may run at once. It grows by one with each event that ran, and halves
 * when an event is refused. The queue then pauses, for longer each time, before the next event is tried.
 */
final class Backlog {
    final QueueId id;
    final Slots.FunctionSlots hand;

    /** Names of events that are claimed and wait for a slot. */
    final Deque<String> claimed = new ArrayDeque<>();

    /** The events that have a slot. */
    final Map<String, Task> running = new HashMap<>();

    /** Whether a claim is under way. */
    boolean claiming;

    /** Whether more events may be due in the store; during a claim: events that the claim could not see. */
    boolean more;

    /** The time at which the next event in the store is due, as far as it is known; null if {@link #more}. */
    @Nullable
    Instant nextDue;

    /** The end of the pause, before which no event begins. */
    @Nullable
    Instant pausedUntil;

    /** The time of its wake-up. */
    @Nullable
    Instant wake;

    /** Whether its function is deleted, and its events are being removed. */
    boolean deleted;

    private int width = Limits.WIDTH_AT_FIRST;
    private int refusals;

    /** An event that has a slot. */
    static final class Task {
        final int slot;

        /** The action that is under way. */
        EventAction doing;

        /** Whether the action failed and is repeated later. */
        boolean failed;

        @Nullable
        Event event;

        RetryPolicy policy = RetryPolicy.DEFAULT;

        Task(int slot, EventAction doing) {
            this.slot = slot;
            this.doing = doing;
        }
    }

    Backlog(QueueId id, Slots.FunctionSlots hand) {
        this.id = id;
        this.hand = hand;
    }

    /** Whether it has no state to keep. */
    boolean isIdle() {
        return claimed.isEmpty() && running.isEmpty() && !claiming && !more && nextDue == null && !deleted;
    }

    boolean isPaused() {
        return pausedUntil != null;
    }

    /** Whether another event may begin, apart from slots. */
    boolean isReady() {
        return !claimed.isEmpty() && !isPaused() && !deleted && running.size() < width;
    }

    /** The number of events to claim now. They wait here for a slot, so that no slot is idle during a claim. */
    int toClaim() {
        boolean low = claimed.size() <= width / 2;
        return more && !claiming && !isPaused() && !deleted && low ? width - claimed.size() : 0;
    }

    /** An event in the store is due at a time. */
    void due(Instant when, Instant now) {
        if (!when.isAfter(now)) {
            more = true;
        } else if (nextDue == null || when.isBefore(nextDue)) {
            nextDue = when;
        }
    }

    /** Updates the state for the present time. */
    void passed(Instant now) {
        if (nextDue != null && !nextDue.isAfter(now)) {
            nextDue = null;
            more = true;
        }
        if (pausedUntil != null && !pausedUntil.isAfter(now)) {
            pausedUntil = null;
        }
    }

    /** The next time at which its state changes without an event. */
    @Nullable
    Instant nextChange() {
        boolean waits = more || !claimed.isEmpty() || nextDue != null;
        return pausedUntil != null && waits ? pausedUntil : nextDue;
    }

    /** One of its events ran. */
    void succeeded() {
        width = Math.min(width + 1, Limits.WIDTH);
        refusals = 0;
        pausedUntil = null;
    }

    /** One of its events was refused. Refusals of events that ran at the same time have no further effect. */
    void refused(Instant now) {
        if (!isPaused()) {
            width = Math.max(1, width / 2);
            pause(now.plus(Retries.backoff(refusals, Limits.PAUSE_MOST)));
            refusals++;
        }
    }

    void pause(Instant until) {
        if (pausedUntil == null || until.isAfter(pausedUntil)) {
            pausedUntil = until;
        }
    }

    /** Ends the pause. */
    void resume() {
        pausedUntil = null;
    }

    /** Pauses after a failure of the store, so that it is not asked all the time. */
    void storeFailed(Instant now) {
        pause(now.plus(Limits.AFTER_FAILURE));
        more = true;
    }
}
