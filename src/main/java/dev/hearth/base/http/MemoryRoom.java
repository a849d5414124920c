package dev.hearth.base.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A semaphore over a part of the heap, counted in kilobytes. A payload that is larger than the whole part takes the
 * whole part, so it can always enter. A payload must leave with the number of bytes that it entered with.
 */
public final class MemoryRoom {
    private static final int UNIT = 1024;

    private final int size;
    private final Semaphore free;

    /** An empty room for this many bytes. */
    public MemoryRoom(long bytes) {
        this.size = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(size, true);
    }

    /** Enters if there is room now. Does not wait. */
    public boolean enter(long bytes) {
        return free.tryAcquire(units(bytes));
    }

    /** Waits for room. Payloads enter in the order in which they came, so large ones are not overtaken for ever. */
    public boolean enter(long bytes, Duration patience) throws InterruptedException {
        return free.tryAcquire(units(bytes), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Frees the room of a payload that entered. */
    public void leave(long bytes) {
        free.release(units(bytes));
    }

    private int units(long bytes) {
        return (int) Math.min(size, Math.ceilDiv(bytes, UNIT));
    }
}
