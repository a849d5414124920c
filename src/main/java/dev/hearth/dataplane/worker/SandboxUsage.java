package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import java.util.OptionalInt;

/**
 * The measured usage of a sandbox. A Worker does not measure at each invocation; an unchanged number of measurements
 * means that the values are not new.
 *
 * @param memoryPeak the peak of its memory
 * @param cpuMillis its mean use of processors in thousandths since the measurement before, idle time included; empty if
 *     it is not known
 * @param measures the number of measurements of this sandbox, this one included
 */
public record SandboxUsage(DataSize memoryPeak, OptionalInt cpuMillis, int measures) {
    /** A sandbox without measurements. */
    public static final SandboxUsage NONE = new SandboxUsage(new DataSize(0), OptionalInt.empty(), 0);
}
