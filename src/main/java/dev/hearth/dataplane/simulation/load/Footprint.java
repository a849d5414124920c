package dev.hearth.dataplane.simulation.load;

/**
 * What a function's sandboxes take.
 *
 * @param limitMb the memory that the function is configured with
 * @param usedMb the memory that a sandbox of it really uses, at most the limit
 * @param codeMb how much a Worker downloads before its first sandbox of the function
 * @param processorShare how much of its processor share it uses while it runs, from 0 to 1
 */
public record Footprint(int limitMb, int usedMb, int codeMb, double processorShare) {
    public Footprint {
        if (limitMb < 1 || usedMb < 1 || usedMb > limitMb || codeMb < 0 || processorShare < 0 || processorShare > 1) {
            throw new IllegalArgumentException("no footprint: " + limitMb + " MB, used " + usedMb + " MB, code "
                    + codeMb + " MB, processor " + processorShare);
        }
    }
}
