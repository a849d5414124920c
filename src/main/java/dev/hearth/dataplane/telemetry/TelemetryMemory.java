package dev.hearth.dataplane.telemetry;

import java.util.concurrent.atomic.AtomicLong;

/** The memory for the buffers of all subscribers. What finds no room is dropped, and the subscriber told how much. */
public final class TelemetryMemory {
    private final AtomicLong left;

    public TelemetryMemory(long bytes) {
        this.left = new AtomicLong(bytes);
    }

    /** That of a server with a heap of this size. */
    public static TelemetryMemory ofHeap(long heapBytes) {
        return new TelemetryMemory(heapBytes / Limits.MEMORY_SHARE);
    }

    boolean take(int bytes) {
        long now = left.get();
        while (now >= bytes) {
            if (left.compareAndSet(now, now - bytes)) {
                return true;
            }
            now = left.get();
        }
        return false;
    }

    void giveBack(long bytes) {
        left.addAndGet(bytes);
    }

    /** How much is left. */
    long left() {
        return left.get();
    }
}
