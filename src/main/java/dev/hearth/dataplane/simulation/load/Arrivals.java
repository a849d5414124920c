package dev.hearth.dataplane.simulation.load;

/** The times at which one function is called, one after the other: never all of them at once in memory. */
public interface Arrivals {
    /** After the last one. */
    long END = Long.MAX_VALUE;

    /** The next one, in nanoseconds since the simulation began, not before the last; {@link #END} if there is none. */
    long next();
}
