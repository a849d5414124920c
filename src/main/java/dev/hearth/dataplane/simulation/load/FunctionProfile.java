package dev.hearth.dataplane.simulation.load;

/**
 * One function of a load: how it behaves, and when it is called.
 *
 * @param identity whose it is and what it is called
 * @param runMillis how long its invocations run
 * @param initMillis how long its sandboxes take to initialise
 * @param schedule when it is called
 */
public record FunctionProfile(
        Identity identity, Footprint footprint, Quantiles runMillis, Quantiles initMillis, Schedule schedule) {
    /**
     * The names of a function.
     *
     * @param account twelve digits
     */
    public record Identity(String account, String name, Trigger trigger, SimulatedRuntime language) {}

    /** When a function is called. */
    public interface Schedule {
        /**
         * From the beginning on.
         *
         * @param random of this function's arrivals alone
         */
        Arrivals arrivals(SeededRandom random);
    }
}
