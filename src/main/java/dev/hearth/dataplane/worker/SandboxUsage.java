package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import java.util.OptionalInt;

/**
 * The measured usage of a sandbox. A Worker does not measure it at each invocation: an unchanged number of measurements
 * means that nothing new was measured.
 *
 * @param memoryPeak the most memory that it ever used at once
 * @param cpuMillis thousandths of a processor that it used in the mean since the measure before, idle times included;
 *     empty where the Worker can't tell
 * @param measures the number of measurements of this sandbox, including this one
 */
public record SandboxUsage(DataSize memoryPeak, OptionalInt cpuMillis, int measures) {
    /** A sandbox without measurements. */
    public static final SandboxUsage NONE = new SandboxUsage(new DataSize(0), OptionalInt.empty(), 0);
}
