package dev.hearth.dataplane.workermanager.keepalive;

import java.time.Duration;
import java.util.function.Supplier;

/** The kinds of keep-alive policies. */
public enum KeepAlive {
    /** {@link FixedKeepAlive}. */
    FIXED {
        @Override
        public Supplier<KeepAlivePolicy> policies(Duration bound) {
            return () -> new FixedKeepAlive(bound);
        }
    },
    /** {@link HistogramKeepAlive}. */
    HISTOGRAM {
        @Override
        public Supplier<KeepAlivePolicy> policies(Duration bound) {
            return () -> new HistogramKeepAlive(bound);
        }
    },
    /** {@link GreedyDualKeepAlive}. */
    GREEDY_DUAL {
        @Override
        public Supplier<KeepAlivePolicy> policies(Duration bound) {
            GreedyDualClock clock = new GreedyDualClock();
            return () -> new GreedyDualKeepAlive(bound, clock);
        }
    },
    /** The times of {@link #HISTOGRAM} with the evictions of {@link #GREEDY_DUAL}. */
    COMBINED {
        @Override
        public Supplier<KeepAlivePolicy> policies(Duration bound) {
            GreedyDualClock clock = new GreedyDualClock();
            return () -> new CombinedKeepAlive(new HistogramKeepAlive(bound), new GreedyDualKeepAlive(bound, clock));
        }
    };

    /**
     * Makes policies for the parts of one worker manager. Each part is used by one thread at a time; the sandboxes of
     * all parts compete for the same room.
     *
     * @param bound the longest time for which an idle sandbox stays
     */
    public abstract Supplier<KeepAlivePolicy> policies(Duration bound);
}
