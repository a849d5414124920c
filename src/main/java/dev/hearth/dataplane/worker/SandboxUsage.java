package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import java.util.OptionalInt;

/**
 * What a sandbox was measured to use. A Worker does not measure at each invocation; an unchanged number of measures
 * says that this is known already.
 *
 * @param memoryPeak the most memory that it ever used at once
 * @param cpuMillis thousandths of a processor that it used in the mean since the measure before, idle times included;
 *     empty where the Worker can't tell
 * @param measures how many measures there were of this sandbox, this one included
 */
public record SandboxUsage(DataSize memoryPeak, OptionalInt cpuMillis, int measures) {
    /** Nothing was measured yet. */
    public static final SandboxUsage NONE = new SandboxUsage(new DataSize(0), OptionalInt.empty(), 0);
}
