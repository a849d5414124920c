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
    /** The times of {@link #HISTOGRAM} with the victims of {@link #GREEDY_DUAL}. */
    COMBINED {
        @Override
        public Supplier<KeepAlivePolicy> policies(Duration bound) {
            GreedyDualClock clock = new GreedyDualClock();
            return () -> new CombinedKeepAlive(new HistogramKeepAlive(bound), new GreedyDualKeepAlive(bound, clock));
        }
    };

    /**
     * Policies for the parts of one worker manager: each part is used by one thread at a time, and all compete for the
     * same room.
     *
     * @param bound how long an idle sandbox stays at most
     */
    public abstract Supplier<KeepAlivePolicy> policies(Duration bound);
}
