package dev.hearth.dataplane.workermanager;

import dev.hearth.model.DataSize;
import java.time.Duration;

/**
 * How fast sandboxes are made, how long is waited for them, and how many fit on a worker.
 *
 * @param startsAtOnce how many sandboxes start at once on all workers together
 * @param asynchronousStartsAtOnce how many of these may be for asynchronous requests
 * @param waitLimit how long a request waits for a sandbox
 * @param roomLimit how long a start waits for memory on a worker
 * @param memoryOvercommit how many times the memory of workers the limits of sandboxes may add up to, as far as their
 *     functions were learned to use less; 1: not more than there is
 * @param floor what a sandbox counts as at least
 */
public record WorkerManagerConfiguration(
        int startsAtOnce,
        int asynchronousStartsAtOnce,
        Duration waitLimit,
        Duration roomLimit,
        double memoryOvercommit,
        Floor floor) {
    /**
     * The least memory that a sandbox counts as: a worker's memory divided by the number of sandboxes that it can have.
     * So the number is a bound too, and idle sandboxes make way when it is reached.
     *
     * @param reason what limits the number: a clause
     */
    public record Floor(DataSize memory, String reason) {
        /** Only memory limits the number. */
        public static final Floor NONE = new Floor(new DataSize(0), "");
    }

    public WorkerManagerConfiguration {
        if (startsAtOnce < 1 || asynchronousStartsAtOnce < 1 || !(memoryOvercommit >= 1)) {
            throw new IllegalArgumentException("starts at once: " + startsAtOnce + ", asynchronous: "
                    + asynchronousStartsAtOnce + ", overcommit: " + memoryOvercommit);
        }
    }

    /** With as many sandboxes as the memory has room for. */
    public WorkerManagerConfiguration(
            int startsAtOnce,
            int asynchronousStartsAtOnce,
            Duration waitLimit,
            Duration roomLimit,
            double memoryOvercommit) {
        this(startsAtOnce, asynchronousStartsAtOnce, waitLimit, roomLimit, memoryOvercommit, Floor.NONE);
    }

    /** Without overcommit. */
    public WorkerManagerConfiguration(
            int startsAtOnce, int asynchronousStartsAtOnce, Duration waitLimit, Duration roomLimit) {
        this(startsAtOnce, asynchronousStartsAtOnce, waitLimit, roomLimit, 1);
    }

    /** For a fleet with so many processors. */
    public static WorkerManagerConfiguration of(int processors, double memoryOvercommit) {
        return of(processors, memoryOvercommit, Floor.NONE);
    }

    /** The same, where the number of sandboxes is limited too. */
    public static WorkerManagerConfiguration of(int processors, double memoryOvercommit, Floor floor) {
        return new WorkerManagerConfiguration(
                Math.max(Limits.STARTS_AT_LEAST, Limits.STARTS_PER_PROCESSOR * processors),
                Math.max(1, (int) (Limits.ASYNCHRONOUS_STARTS_PER_PROCESSOR * processors)),
                Limits.WAIT,
                Limits.ROOM,
                memoryOvercommit,
                floor);
    }
}
