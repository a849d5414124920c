package dev.hearth.dataplane.async;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known in memory of one function's queue: its size is bounded, however many events wait in the store.
 *
 * <p>Its width is how many of its events may run at a time. It grows by one with each event that ran, and halves when
 * one is refused; then the queue pauses, for longer each time, before the next one is tried.
 */
final class Backlog {
    final QueueId id;
    final Slots.FunctionSlots hand;

    /** Names of events that are claimed and wait for a slot. */
    final Deque<String> claimed = new ArrayDeque<>();

    /** Those that have a slot. */
    final Map<String, Task> running = new HashMap<>();

    /** Whether a claim is under way. */
    boolean claiming;

    /** Whether more may be due in the store; while a claim is under way: more than that could see. */
    boolean more;

    /** When the next one in the store is due, as far as known; none if {@link #more}. */
    @Nullable
    Instant nextDue;

    /** Nothing of it is begun before this time. */
    @Nullable
    Instant pausedUntil;

    /** For when it has itself woken. */
    @Nullable
    Instant wake;

    /** Whether its function is deleted, and its events are being removed. */
    boolean deleted;

    private int width = Limits.WIDTH_AT_FIRST;
    private int refusals;

    /** An event that has a slot. */
    static final class Task {
        final int slot;

        /** What is being done for it. */
        EventAction doing;

        /** Whether that failed, and is done again at some time. */
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

    /** Whether there is nothing to remember of it. */
    boolean isIdle() {
        return claimed.isEmpty() && running.isEmpty() && !claiming && !more && nextDue == null && !deleted;
    }

    boolean isPaused() {
        return pausedUntil != null;
    }

    /** Whether another event may begin, as far as this queue itself is concerned. */
    boolean isReady() {
        return !claimed.isEmpty() && !isPaused() && !deleted && running.size() < width;
    }

    /** How many events to claim now. They wait here for a slot, so that none stays free until the store was asked. */
    int toClaim() {
        boolean low = claimed.size() <= width / 2;
        return more && !claiming && !isPaused() && !deleted && low ? width - claimed.size() : 0;
    }

    /** Something in the store is due then. */
    void due(Instant when, Instant now) {
        if (!when.isAfter(now)) {
            more = true;
        } else if (nextDue == null || when.isBefore(nextDue)) {
            nextDue = when;
        }
    }

    /** Takes note that time has passed. */
    void passed(Instant now) {
        if (nextDue != null && !nextDue.isAfter(now)) {
            nextDue = null;
            more = true;
        }
        if (pausedUntil != null && !pausedUntil.isAfter(now)) {
            pausedUntil = null;
        }
    }

    /** When time changes what it may do next. */
    @Nullable
    Instant nextChange() {
        boolean waits = more || !claimed.isEmpty() || nextDue != null;
        return pausedUntil != null && waits ? pausedUntil : nextDue;
    }

    /** One of its events was taken. */
    void succeeded() {
        width = Math.min(width + 1, Limits.WIDTH);
        refusals = 0;
        pausedUntil = null;
    }

    /** One of its events was refused; others that were on their way at the same time say nothing new. */
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

    /** The pause has lost its reason. */
    void resume() {
        pausedUntil = null;
    }

    /** So that a failing store is not asked all the time. */
    void storeFailed(Instant now) {
        pause(now.plus(Limits.AFTER_FAILURE));
        more = true;
    }
}
