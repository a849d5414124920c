package dev.hearth.dataplane.simulation.load;

/** The times of one function's calls in order. They are computed one by one, so that they take no memory. */
public interface Arrivals {
    /** The time that stands for the end of the calls. */
    long END = Long.MAX_VALUE;

    /**
     * The time of the next call in nanoseconds since the simulation began, not before the last; {@link #END} if there
     * is none.
     */
    long next();
}
