package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Measures what one sandbox uses, at the ends of its invocations. A measure reads a few small files, some 100 µs, so
 * short invocations in a row share one. A sandbox that is called all the time is measured once a second: with hundreds
 * of busy sandboxes, measures would otherwise take more time than the invocations. Used by one thread at a time; any
 * thread may ask for the last measure.
 */
final class UsageMeter {
    private final Time time;
    private volatile SandboxUsage last = SandboxUsage.NONE;

    /** The most memory that was read since the sandbox was made or reset. */
    private DataSize most = new DataSize(0);

    /** Whether that was read. */
    private boolean read;

    /** The time of the last measure; before the first one, the end of init. */
    private long readNanos;

    /** When this many measures would have been made at one each {@link Limits#MEASURE_PERIOD}. */
    private long scheduleNanos;

    private ProcessorMeter processors;

    /** Of a sandbox that has used nothing yet. */
    UsageMeter(Time time) {
        this.time = time;
        this.readNanos = time.nanos();
        this.scheduleNanos = readNanos;
        this.processors = new ProcessorMeter(Duration.ZERO, readNanos);
    }

    /** The last measure, also if the sandbox was reset since. */
    SandboxUsage last() {
        return last;
    }

    /** The most memory that is known of since the sandbox was made or reset. */
    DataSize most() {
        return most;
    }

    /** Init is over. Its processor time is not counted: placement is about what invocations use. */
    void begin(Sandbox sandbox) {
        readNanos = time.nanos();
        processors = new ProcessorMeter(sandbox.processorTime(), readNanos);
    }

    /** An invocation has ended that took so long; returns the most memory up to now. */
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
        if (most.bytes() > 0) { // else the driver can't tell
            last = new SandboxUsage(most, cpuMillis, last.measures() + 1);
        }
    }

    /** The kernel ended its processes, because they wanted more memory than this. */
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
