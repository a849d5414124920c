package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Measures the usage of one sandbox at the end of invocations. A measurement reads a few small files in some 100 µs, so
 * short consecutive invocations share one. A sandbox that is always busy is measured once a second: with hundreds of
 * busy sandboxes, measurements would otherwise take more time than the invocations. Used by one thread at a time; any
 * thread may read the last measurement.
 */
final class UsageMeter {
    private final Time time;
    private volatile SandboxUsage last = SandboxUsage.NONE;

    /** The greatest peak of memory that was read since the sandbox was made or reset. */
    private DataSize most = new DataSize(0);

    /** Whether the memory was read since then. */
    private boolean read;

    /** The time of the last measurement; before the first one, the end of init. */
    private long readNanos;

    /** When this number of measurements would be reached at one in each {@link Limits#MEASURE_PERIOD}. */
    private long scheduleNanos;

    private ProcessorMeter processors;

    /** The meter of a new sandbox. */
    UsageMeter(Time time) {
        this.time = time;
        this.readNanos = time.nanos();
        this.scheduleNanos = readNanos;
        this.processors = new ProcessorMeter(Duration.ZERO, readNanos);
    }

    /** The last measurement, even if the sandbox was reset since. */
    SandboxUsage last() {
        return last;
    }

    /** The greatest known peak of memory since the sandbox was made or reset. */
    DataSize most() {
        return most;
    }

    /**
     * Notes the end of init. The processor time of init is not counted, because placement plans for what invocations
     * use.
     */
    void begin(Sandbox sandbox) {
        readNanos = time.nanos();
        processors = new ProcessorMeter(sandbox.processorTime(), readNanos);
    }

    /** Measures after an invocation of this duration, if a measurement is due. Returns the peak of memory up to now. */
    DataSize ended(Sandbox sandbox, Duration duration) {
        long now = time.nanos();
        if (!read || (isDue(duration, now) && isInSchedule(now))) {
            read(sandbox, now);
        }
        return most;
    }

    private boolean isDue(Duration duration, long now) {
        return duration.compareTo(Limits.MEMORY_READING_WORTHWHILE) >= 0
                || now - readNanos > Limits.MEMORY_READING.toNanos();
    }

    private boolean isInSchedule(long now) {
        return scheduleNanos - now <= Limits.MEASURES_AHEAD.toNanos();
    }

    private void read(Sandbox sandbox, long now) {
        DataSize peak = sandbox.memoryPeak();
        OptionalInt cpuMillis = processors.read(sandbox.processorTime(), now);
        most = peak.compareTo(most) > 0 ? peak : most;
        read = true;
        readNanos = now;
        scheduleNanos = Math.max(scheduleNanos, now) + Limits.MEASURE_PERIOD.toNanos();
        if (most.bytes() > 0) { // 0: the driver can't tell
            last = new SandboxUsage(most, cpuMillis, last.measures() + 1);
        }
    }

    /** Notes that the kernel killed the processes because they exceeded this limit of memory. */
    DataSize ranOutOf(DataSize limit) {
        last = new SandboxUsage(limit, OptionalInt.empty(), last.measures() + 1);
        return limit;
    }

    /** The sandbox was reset. */
    void reset() {
        most = new DataSize(0);
        read = false;
    }
}
