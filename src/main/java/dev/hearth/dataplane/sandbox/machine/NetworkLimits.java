package dev.hearth.dataplane.sandbox.machine;

import java.time.Duration;

/** The limits of sandboxes' networks, each with its reason. */
final class NetworkLimits {
    /**
     * The least number of networks that are ready: the functions of one web page called at once. A namespace takes some
     * 100 KB.
     */
    static final int READY_LEAST = 8;

    /** The greatest number of networks that are ready, after bursts: some 6 MB. */
    static final int READY_MOST = 64;

    /** The size of a batch while no caller waits: small, because a caller that comes meanwhile waits for the batch. */
    static final int BATCH_AHEAD = 16;

    /** The size of a batch for waiting callers: some 400 ms of work. */
    static final int BATCH_WAITED_FOR = 128;

    /** The time without demand after which the number of ready networks halves. */
    static final Duration DEMAND_MEMORY = Duration.ofMinutes(1);

    /**
     * The longest wait for a network: a thousand requests at once take some 4 s on two cores; longer means that the
     * machine is stuck.
     */
    static final Duration TAKE = Duration.ofSeconds(30);

    /** The pause of making ahead after a failure. Callers are still served. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    /** The time limit of one run of a tool for a batch. */
    static final Duration TOOL = Duration.ofSeconds(60);

    /** The size of a batch of removals: after a burst of a thousand there are a few batches, of some 100 ms each. */
    static final int BATCH_REMOVED = 256;

    /**
     * Tracked flows of one sandbox: twice its limit of open files, because the kernel keeps a flow of UDP for 30 to 120
     * seconds. The table has 262,144 entries on most machines, which is enough for 128 sandboxes at this limit.
     */
    static final int FLOWS = 2_048;

    /**
     * New flows of one sandbox per second, after a burst. With {@link #CLOSED_FLOW}, closed flows have at most 1,000
     * entries.
     */
    static final int NEW_FLOWS_PER_SECOND = 100;

    /** The burst of new flows: all that a sandbox may have. */
    static final int NEW_FLOWS_AT_ONCE = FLOWS;

    /**
     * The time for which a closed TCP connection keeps its entry. The kernel's default is two minutes, for late
     * packets.
     */
    static final Duration CLOSED_FLOW = Duration.ofSeconds(10);

    private NetworkLimits() {}
}
