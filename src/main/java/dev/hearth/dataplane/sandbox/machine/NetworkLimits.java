package dev.hearth.dataplane.sandbox.machine;

import java.time.Duration;

/** The bounds of the sandboxes' network, each with its reason. */
final class NetworkLimits {
    /** Kept ready on a quiet machine: a page's worth of functions called at once. A namespace takes some 100 KB. */
    static final int READY_LEAST = 8;

    /** Kept ready after bursts: some 6 MB. */
    static final int READY_MOST = 64;

    /** Made at once while nobody waits: short, as one who comes meanwhile waits for it. */
    static final int BATCH_AHEAD = 16;

    /** Made at once for those who wait: some 400 ms of work, after which they all go on. */
    static final int BATCH_WAITED_FOR = 128;

    /** After so long without demand, half as many are kept ready. */
    static final Duration DEMAND_MEMORY = Duration.ofMinutes(1);

    /** A thousand sandboxes asked for at once on two cores take some 4 s; longer means that the machine is stuck. */
    static final Duration TAKE = Duration.ofSeconds(30);

    /** After a failure nothing is made ahead for so long; who asks is still served. */
    static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    /** For one run of the tools over a batch. */
    static final Duration TOOL = Duration.ofSeconds(60);

    /** Removed at once: after a burst of a thousand the tools run a few times, for some 100 ms each. */
    static final int BATCH_REMOVED = 256;

    /**
     * Tracked flows of one sandbox: twice as many as it may have open files, because the kernel remembers a flow of UDP
     * for half a minute to two. The table has 262,144 places mostly, which is 128 sandboxes that do their worst.
     */
    static final int FLOWS = 2_048;

    /** New flows of one sandbox, per second, after a burst: with {@link #CLOSED_FLOW}, 1,000 places of closed ones. */
    static final int NEW_FLOWS_PER_SECOND = 100;

    /** The burst: all that it may have. */
    static final int NEW_FLOWS_AT_ONCE = FLOWS;

    /** The place of a closed TCP connection is kept so long; by default for two minutes, for late packets. */
    static final Duration CLOSED_FLOW = Duration.ofSeconds(10);

    private NetworkLimits() {}
}
