package dev.hearth.dataplane.simulation.load;

/**
 * One function of a load: its behaviour and its calls.
 *
 * @param identity its names
 * @param runMillis the distribution of invocations' durations
 * @param initMillis the distribution of init phases' durations
 * @param schedule its calls
 */
public record FunctionProfile(
        Identity identity, Footprint footprint, Quantiles runMillis, Quantiles initMillis, Schedule schedule) {
    /**
     * The names of a function.
     *
     * @param account twelve digits
     */
    public record Identity(String account, String name, Trigger trigger, SimulatedRuntime language) {}

    /** The schedule of a function's calls. */
    public interface Schedule {
        /**
         * The arrivals from the beginning.
         *
         * @param random random numbers for this function's arrivals only
         */
        Arrivals arrivals(SeededRandom random);
    }
}
