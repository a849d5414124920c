package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import java.util.List;

/**
 * What a new sandbox needs of the worker that gets it.
 *
 * @param function whose it is: sandboxes of one function are spread, those of one account mixed with others.
 *     Its version makes no difference, and is left off
 * @param memoryLimit what it may use at most
 * @param expectedMemory what it is expected to use, never more than its limit ({@link UsageEstimate}): this is the room
 *     that it takes
 * @param expectedCpuMillis thousandths of a processor that it is expected to use in the mean, also over the time in
 *     which it is idle
 * @param code the digests of what the worker has to have unpacked for it
 * @param provisioned it is kept for good: never evicted
 */
public record Demand(
        FunctionArn function,
        DataSize memoryLimit,
        DataSize expectedMemory,
        int expectedCpuMillis,
        List<String> code,
        boolean provisioned,
        ZoneSpread zones) {
    public Demand {
        function = function.qualifier().isPresent() ? function.unqualified() : function;
        code = List.copyOf(code);
        if (expectedMemory.compareTo(memoryLimit) > 0 || expectedCpuMillis < 0) {
            throw new IllegalArgumentException("expected " + expectedMemory + " of " + memoryLimit + ", "
                    + expectedCpuMillis + " thousandths of a processor");
        }
    }
}
