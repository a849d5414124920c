package dev.hearth.dataplane.worker;

import java.time.Duration;
import java.util.OptionalInt;

/** Computes the mean use of processors from readings of the processor time that was used in total. */
final class ProcessorMeter {
    private static final int MILLIS = 1_000;

    private long readNanos;
    private Duration used;

    /** Begins with a first reading. */
    ProcessorMeter(Duration used, long nowNanos) {
        this.used = used;
        this.readNanos = nowNanos;
    }

    /**
     * Takes a reading.
     *
     * @param usedNow the processor time in total; zero if it is not known
     * @return thousandths of a processor since the reading before; empty if that is not known
     */
    OptionalInt read(Duration usedNow, long nowNanos) {
        long wall = nowNanos - readNanos;
        long nanos = usedNow.minus(used).toNanos();
        readNanos = nowNanos;
        used = usedNow;
        return usedNow.isZero() || wall <= 0
                ? OptionalInt.empty()
                : OptionalInt.of(Math.clamp(nanos * MILLIS / wall, 0, Integer.MAX_VALUE));
    }
}
