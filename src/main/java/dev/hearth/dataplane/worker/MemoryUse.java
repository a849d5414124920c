package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.time.Duration;

/**
 * The most memory that the processes of one sandbox have used at once, as its invocations report it. Reading it takes a
 * while, so it is read after the first invocation, after long ones, and now and then. Used by one thread at a time.
 */
final class MemoryUse {
    private final Time time;
    private DataSize most = new DataSize(0);
    private long readNanos;
    private boolean read;

    MemoryUse(Time time) {
        this.time = time;
    }

    /** @param duration how long the invocation took that has just ended */
    DataSize used(Sandbox sandbox, Duration duration) {
        long now = time.nanos();
        if (!read
                || duration.compareTo(Limits.MEMORY_READING_WORTHWHILE) >= 0
                || now - readNanos > Limits.MEMORY_READING.toNanos()) {
            DataSize peak = sandbox.memoryPeak();
            most = peak.compareTo(most) > 0 ? peak : most;
            readNanos = now;
            read = true;
        }
        return most;
    }

    /** Another process begins. */
    void reset() {
        most = new DataSize(0);
        read = false;
    }
}
