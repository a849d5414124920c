package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The greedy-dual policy of caches, by Fuerst and Sharma, "FaasCache: Keeping Serverless Computing Alive with
 * Greedy-Dual Caching" (ASPLOS 2021).
 *
 * <p>Sandboxes are removed only when room is needed, or at the bound. The value of a sandbox is {@code clock +
 * frequency × cost / size}: the clock when it became idle, the rate of its function's calls, the time to start another
 * one (milliseconds, a moving average), and its memory (mebibytes). The sandbox of least value is evicted first, and
 * the clock is set to that value. So the relative value of an unused sandbox falls, and in the end it is evicted.
 *
 * <p>The paper counts a function's calls until its last sandbox is removed. Here the count is halved each {@value
 * #HALF_LIFE_MINUTES} minutes, which makes it a measure of the rate. The paper gives all sandboxes of a function the
 * same frequency, so that a busy function keeps ten where it needs two. Here calls are counted by their depth, which is
 * the number of busy sandboxes at the time of a call. The most recently used sandbox is granted first, so that a
 * sandbox that becomes idle while so many others are busy will be granted to a call of the same depth. Its frequency is
 * that of calls of this depth.
 */
public final class GreedyDualKeepAlive implements KeepAlivePolicy {
    private static final int HALF_LIFE_MINUTES = 60;
    private static final int DEPTHS = 8;
    private static final int REMEMBERED = 8;
    private static final double HALF_LIFE = TimeUnit.MINUTES.toNanos(HALF_LIFE_MINUTES);
    private static final double MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final long boundNanos;
    private final GreedyDualClock clock;
    private final FunctionTable<Worth> functions = new FunctionTable<>(Worth::new);

    /** Readings of the clock, the latest last: the clock at a time is that of the last reading before it. */
    private final long[] readAtNanos = new long[Limits.CLOCK_READINGS];

    private final double[] readings = new double[Limits.CLOCK_READINGS];
    private int read;

    /** The state of a function. */
    private static final class Worth {
        /** Calls by groups of depths: the first, the second, then twice as many in each group. */
        private final double[] calls = new double[DEPTHS];

        /** A ring of the latest times at which sandboxes became idle, with their depths. */
        private final long[] idleNanos = new long[REMEMBERED];

        private final byte[] idleDepths = new byte[REMEMBERED];
        private int nextIdle;
        private int remembered;
        private long calledNanos;
        private double costMillis;
        private long memoryMb = 1;

        void called(int busy, long nowNanos) {
            double faded = StrictMath.pow(0.5, (nowNanos - calledNanos) / HALF_LIFE);
            for (int i = 0; i < DEPTHS; i++) {
                calls[i] = calls[i] == 0 ? 0 : calls[i] * faded;
            }
            calls[depth(busy)]++;
            calledNanos = nowNanos;
        }

        void becameIdle(int busy, long nowNanos) {
            idleNanos[nextIdle] = nowNanos;
            idleDepths[nextIdle] = (byte) depth(busy);
            nextIdle = (nextIdle + 1) % REMEMBERED;
            remembered = Math.min(remembered + 1, REMEMBERED);
        }

        /** The depth of a sandbox that became idle at a time; the deepest in the ring if it is not in it any more. */
        private int depthOf(long idleSinceNanos) {
            int deepest = 0;
            for (int i = 0; i < remembered; i++) {
                if (idleNanos[i] == idleSinceNanos) {
                    return idleDepths[i];
                }
                deepest = Math.max(deepest, idleDepths[i]);
            }
            return deepest;
        }

        double ofMebibyte(long idleSinceNanos) {
            int depth = depthOf(idleSinceNanos);
            int sandboxes = depth == 0 ? 1 : 1 << (depth - 1);
            return calls[depth] / sandboxes * costMillis / memoryMb;
        }

        /** The group of depths: 0 for the first sandbox, 1 for the second, 2 for the third and fourth, and so on. */
        private static int depth(int busy) {
            return Math.min(DEPTHS - 1, Integer.SIZE - Integer.numberOfLeadingZeros(busy));
        }
    }

    /**
     * A policy without any functions.
     *
     * @param bound the longest time for which an idle sandbox stays
     * @param clock shared by all policies whose sandboxes compete for the same room
     */
    GreedyDualKeepAlive(Duration bound, GreedyDualClock clock) {
        this.boundNanos = bound.toNanos();
        this.clock = clock;
    }

    @Override
    public void arrived(SandboxKey function, int busy, long nowNanos) {
        functions.heard(function).called(busy, nowNanos);
    }

    @Override
    public void started(SandboxKey function, DataSize memory, long costNanos, long nowNanos) {
        Worth worth = functions.heard(function);
        double cost = costNanos / MILLISECOND;
        worth.costMillis = worth.costMillis == 0 ? cost : worth.costMillis + (cost - worth.costMillis) / 4;
        worth.memoryMb = Math.max(1, memory.toMebibytesCeiling());
    }

    @Override
    public void becameIdle(SandboxKey function, int busy, long nowNanos) {
        functions.heard(function).becameIdle(busy, nowNanos);
        double reading = clock.now();
        if (read > 0 && readings[read - 1] == reading) {
            return;
        }
        if (read == readings.length) {
            forgetEverySecondReading();
        }
        readAtNanos[read] = nowNanos;
        readings[read] = reading;
        read++;
    }

    private void forgetEverySecondReading() {
        read = read / 2;
        for (int i = 0; i < read; i++) {
            readAtNanos[i] = readAtNanos[2 * i + 1];
            readings[i] = readings[2 * i + 1];
        }
    }

    @Override
    public void removed(SandboxKey function, Removal why, long idleSinceNanos, long nowNanos) {
        switch (why) {
            case EVICTED -> clock.advance(value(function, idleSinceNanos));
            case EXPIRED, GONE -> {}
        }
    }

    @Override
    public long keepUntil(SandboxKey function, IdleKind kind, long idleSinceNanos) {
        return idleSinceNanos + boundNanos;
    }

    @Override
    public OptionalLong preWarmAt(SandboxKey function) {
        return OptionalLong.empty();
    }

    @Override
    public double value(SandboxKey function, long idleSinceNanos) {
        Worth worth = functions.find(function);
        return clockAt(idleSinceNanos) + (worth == null ? 0 : worth.ofMebibyte(idleSinceNanos));
    }

    private double clockAt(long nanos) {
        int low = 0;
        int high = read;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (readAtNanos[middle] - nanos <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : readings[low - 1];
    }
}
