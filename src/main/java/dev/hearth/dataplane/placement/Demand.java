package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import java.util.List;

/**
 * The resources that a new sandbox needs on its worker.
 *
 * @param function its function, without version: sandboxes of one function are spread, and those of one account are
 *     mixed with others
 * @param memoryLimit its memory limit
 * @param expectedMemory its expected memory, at most its limit ({@link UsageEstimate}): the room that it takes
 * @param expectedCpuMillis its expected mean use of processors in thousandths, idle time included
 * @param code the digests of the code that the worker must have unpacked
 * @param provisioned whether it is never evicted
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
