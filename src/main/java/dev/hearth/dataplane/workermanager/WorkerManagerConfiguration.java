package dev.hearth.dataplane.workermanager;

import java.time.Duration;

/**
 * How long sandboxes are kept and how fast they are made.
 *
 * @param keepAlive how long an idle sandbox stays
 * @param startsAtOnce how many sandboxes start at once on all workers together
 * @param leaseLimit how long a request waits for a sandbox
 * @param roomLimit how long a start waits for memory on a worker
 */
public record WorkerManagerConfiguration(
        Duration keepAlive, int startsAtOnce, Duration leaseLimit, Duration roomLimit) {
    public WorkerManagerConfiguration {
        if (keepAlive.isNegative() || startsAtOnce < 1) {
            throw new IllegalArgumentException("keep-alive " + keepAlive + ", starts at once " + startsAtOnce);
        }
    }

    /** For a fleet with so many processors. */
    public static WorkerManagerConfiguration of(Duration keepAlive, int processors) {
        return new WorkerManagerConfiguration(
                keepAlive,
                Math.max(Limits.STARTS_AT_LEAST, Limits.STARTS_PER_PROCESSOR * processors),
                Limits.LEASE,
                Limits.ROOM);
    }
}
