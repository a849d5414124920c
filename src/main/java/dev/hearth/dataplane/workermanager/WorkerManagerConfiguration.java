package dev.hearth.dataplane.workermanager;

import java.time.Duration;

/**
 * How fast sandboxes are made, and how long is waited for them.
 *
 * @param startsAtOnce how many sandboxes start at once on all workers together
 * @param asynchronousStartsAtOnce how many of these may be for asynchronous requests
 * @param waitLimit how long a request waits for a sandbox
 * @param roomLimit how long a start waits for memory on a worker
 */
public record WorkerManagerConfiguration(
        int startsAtOnce, int asynchronousStartsAtOnce, Duration waitLimit, Duration roomLimit) {
    public WorkerManagerConfiguration {
        if (startsAtOnce < 1 || asynchronousStartsAtOnce < 1) {
            throw new IllegalArgumentException(
                    "starts at once: " + startsAtOnce + ", asynchronous: " + asynchronousStartsAtOnce);
        }
    }

    /** For a fleet with so many processors. */
    public static WorkerManagerConfiguration of(int processors) {
        return new WorkerManagerConfiguration(
                Math.max(Limits.STARTS_AT_LEAST, Limits.STARTS_PER_PROCESSOR * processors),
                Math.max(1, (int) (Limits.ASYNCHRONOUS_STARTS_PER_PROCESSOR * processors)),
                Limits.WAIT,
                Limits.ROOM);
    }
}
