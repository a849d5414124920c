package dev.hearth.dataplane.simulation.load;

/**
 * The resources of a function's sandboxes.
 *
 * @param limitMb the configured memory
 * @param usedMb the memory that a sandbox uses, at most the limit
 * @param codeMb the size of the code that a Worker downloads before its first sandbox of the function
 * @param processorShare the share of its processor time that it uses while it runs, from 0 to 1
 */
public record Footprint(int limitMb, int usedMb, int codeMb, double processorShare) {
    public Footprint {
        if (limitMb < 1 || usedMb < 1 || usedMb > limitMb || codeMb < 0 || processorShare < 0 || processorShare > 1) {
            throw new IllegalArgumentException("no footprint: " + limitMb + " MB, used " + usedMb + " MB, code "
                    + codeMb + " MB, processor " + processorShare);
        }
    }
}
