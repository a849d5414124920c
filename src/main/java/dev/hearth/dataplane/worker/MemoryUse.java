package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.time.Duration;

/**
 * The most memory that a sandbox has used, read as seldom as its invocations' reports allow. For one thread at a time.
 */
final class MemoryUse {
    private final Time time;
    private DataSize most = new DataSize(0);
    private boolean read;
    private long readNanos;

    MemoryUse(Time time) {
        this.time = time;
    }

    /** What has been read so far. */
    DataSize most() {
        return most;
    }

    /** The most up to now, after an invocation of this duration: short ones in a row share a reading. */
    DataSize after(Duration invocation, Sandbox sandbox) {
        long now = time.nanos();
        if (!read
                || invocation.compareTo(Limits.MEMORY_READING_WORTHWHILE) >= 0
                || now - readNanos > Limits.MEMORY_READING.toNanos()) {
            DataSize peak = sandbox.memoryPeak();
            most = peak.compareTo(most) > 0 ? peak : most;
            readNanos = now;
            read = true;
        }
        return most;
    }

    /** The sandbox was reset. */
    void beginAnew() {
        most = new DataSize(0);
        read = false;
    }
}
