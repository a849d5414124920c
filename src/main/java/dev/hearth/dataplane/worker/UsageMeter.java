package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Measures what one sandbox uses, at the ends of its invocations. A measure reads two small files, so short invocations
 * in a row share one. Used by one thread at a time; any thread may ask for the last measure.
 */
final class UsageMeter {
    private final Time time;
    private volatile SandboxUsage last = SandboxUsage.NONE;

    /** The time of the last measure; before the first one, the end of init. */
    private long readNanos;

    private ProcessorMeter processors;

    /** Of a sandbox that has used nothing yet. */
    UsageMeter(Time time) {
        this.time = time;
        this.readNanos = time.nanos();
        this.processors = new ProcessorMeter(Duration.ZERO, readNanos);
    }

    /** The last measure. */
    SandboxUsage last() {
        return last;
    }

    /** Init is over. Its processor time is not counted: placement is about what invocations use. */
    void begin(Sandbox sandbox) {
        readNanos = time.nanos();
        processors = new ProcessorMeter(sandbox.processorTime(), readNanos);
    }

    /** The sandbox was reset: what ran before does not count any more. */
    void reset() {
        last = SandboxUsage.NONE;
    }

    /** An invocation has ended that took so long. */
    SandboxUsage ended(Sandbox sandbox, Duration duration) {
        long now = time.nanos();
        boolean worthwhile = last.measures() == 0
                || duration.compareTo(Limits.MEMORY_READING_WORTHWHILE) >= 0
                || now - readNanos > Limits.MEMORY_READING.toNanos();
        if (worthwhile) {
            read(sandbox, now);
        }
        return last;
    }

    private void read(Sandbox sandbox, long now) {
        DataSize peak = sandbox.memoryPeak();
        OptionalInt cpuMillis = processors.read(sandbox.processorTime(), now);
        readNanos = now;
        if (peak.bytes() > 0) { // else the driver can't tell
            last = new SandboxUsage(greater(peak, last.memoryPeak()), cpuMillis, last.measures() + 1);
        }
    }

    /** The kernel ended it, because it wanted more memory than this. */
    SandboxUsage ranOutOf(DataSize limit) {
        last = new SandboxUsage(limit, OptionalInt.empty(), last.measures() + 1);
        return last;
    }

    private static DataSize greater(DataSize one, DataSize other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
