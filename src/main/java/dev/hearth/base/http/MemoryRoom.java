package dev.hearth.base.http;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A part of the heap, counted in kilobytes. One payload may take all of it, so that there is always room for one; it
 * leaves with as many bytes as it entered with.
 */
public final class MemoryRoom {
    private static final int UNIT = 1024;

    private final int size;
    private final Semaphore free;

    /** One of so many bytes, empty. */
    public MemoryRoom(long bytes) {
        this.size = Math.clamp(bytes / UNIT, 1, Integer.MAX_VALUE);
        this.free = new Semaphore(size, true);
    }

    /** At once, or not at all. */
    public boolean enter(long bytes) {
        return free.tryAcquire(units(bytes));
    }

    /** In the order in which they came, so that large ones get their turn. */
    public boolean enter(long bytes, Duration patience) throws InterruptedException {
        return free.tryAcquire(units(bytes), patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Gives back what was entered with. */
    public void leave(long bytes) {
        free.release(units(bytes));
    }

    private int units(long bytes) {
        return (int) Math.min(size, Math.ceilDiv(bytes, UNIT));
    }
}
