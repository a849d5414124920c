package dev.hearth.dataplane.workermanager;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Bounds how many sandboxes start at once, without letting a slow one hold up the others.
 *
 * <p>A turn ends when its start does, or by itself after a time: a start that takes longer waits for something other
 * than a processor, and function code must not be able to block everybody's cold starts by a slow init.
 *
 * @param <T> what has a turn
 */
final class StartTurns<T> {
    private final int limit;
    private final long longestNanos;

    /** When each began, the longest first. */
    private final Map<T, Long> running = new LinkedHashMap<>();

    StartTurns(int limit, Duration longest) {
        this.limit = limit;
        this.longestNanos = longest.toNanos();
    }

    boolean areFreeAt(long now) {
        expire(now);
        return areFree();
    }

    /** Ends the turns whose time is over. */
    void expire(long now) {
        Iterator<Long> longestFirst = running.values().iterator();
        while (longestFirst.hasNext() && longestFirst.next() + longestNanos - now <= 0) {
            longestFirst.remove();
        }
    }

    /** As when it was looked at last. */
    boolean areFree() {
        return running.size() < limit;
    }

    void begin(T holder, long now) {
        running.put(holder, now);
    }

    /** Again, or after its time: no effect. */
    void end(T holder) {
        running.remove(holder);
    }

    /** When the next turn ends by itself. */
    OptionalLong nextEnd() {
        Iterator<Long> longestFirst = running.values().iterator();
        return longestFirst.hasNext() ? OptionalLong.of(longestFirst.next() + longestNanos) : OptionalLong.empty();
    }
}
