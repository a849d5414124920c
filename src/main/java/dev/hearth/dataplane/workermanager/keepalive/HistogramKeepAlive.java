package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Learns when a function is called again: the hybrid histogram policy of Shahrad et al., "Serverless in the Wild"
 * (USENIX ATC 2020).
 *
 * <p>The time from when the last call of a function ends until the next one comes is its idle time. A histogram counts
 * idle times by the minute. Its head (the {@value #HEAD}th percentile, rounded down to the minute, a tenth earlier)
 * says when the next call may come, its tail (the {@value #TAIL}th, rounded up, a tenth later) by when it has come. If
 * the head is in the first minute the last sandbox stays until the tail. Otherwise it goes at once, another one is
 * started at the head, and that one stays until the tail.
 *
 * <p>The histogram says nothing while there are fewer than {@value #ENOUGH} idle times, or if its bins are much alike
 * (their coefficient of variation is below {@value #REPRESENTATIVE}): then the sandbox stays for the bound. If most
 * idle times are longer than the histogram reaches, the paper predicts the next one with an ARIMA model. Here it is
 * their moving average, and only if they hardly deviate from it: a sandbox is started {@value #BEYOND_MARGIN} %
 * before, and stays as long after.
 *
 * <p>No sandbox stays idle for longer than the bound, whatever the histogram says. A sandbox that becomes idle while
 * the function still runs others stays for the bound: idle times say nothing of how many are needed at once.
 *
 * <p>When room is needed, the sandbox that has been idle for longest goes first.
 */
public final class HistogramKeepAlive implements KeepAlivePolicy {
    private static final int HEAD = 5;
    private static final int TAIL = 99;
    private static final double MARGIN = 0.1;
    private static final int ENOUGH = 4;
    private static final double REPRESENTATIVE = 2;
    private static final int BEYOND_MARGIN = 15;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final long boundNanos;
    private final FunctionTable<Pattern> patterns = new FunctionTable<>(Pattern::new);

    /** What is known of a function. */
    private static final class Pattern {
        private @Nullable IdleTimes times;

        /** Whether it is wholly idle, and since when. */
        private boolean idle;

        private long idleSinceNanos;
        private boolean preWarmed;

        /** What the histogram said when it had so many idle times. */
        private Windows windows = Windows.UNKNOWN;

        private int windowsOf;
    }

    /**
     * When the next call is expected, from when a function becomes idle.
     *
     * @param headNanos 0: it may come at any time
     */
    private record Windows(boolean known, long headNanos, long tailNanos) {
        private static final Windows UNKNOWN = new Windows(false, 0, 0);
    }

    /**
     * Of no function anything is known.
     *
     * @param bound how long an idle sandbox stays at most
     */
    public HistogramKeepAlive(Duration bound) {
        this.boundNanos = bound.toNanos();
    }

    @Override
    public void arrived(SandboxKey function, int busy, long nowNanos) {
        Pattern pattern = patterns.heard(function);
        if (pattern.idle) {
            pattern.idle = false;
            if (pattern.times == null) {
                pattern.times = new IdleTimes();
            }
            pattern.times.add(nowNanos - pattern.idleSinceNanos);
        }
        pattern.preWarmed = false;
    }

    @Override
    public void started(SandboxKey function, DataSize memory, long costNanos, long nowNanos) {
        Pattern pattern = patterns.heard(function);
        pattern.preWarmed |= pattern.idle;
    }

    /** A sandbox that was started ahead does not end the function's idle time. */
    @Override
    public void becameIdle(SandboxKey function, int busy, long nowNanos) {
        Pattern pattern = patterns.heard(function);
        if (busy == 0 && !pattern.idle) {
            pattern.idle = true;
            pattern.idleSinceNanos = nowNanos;
        }
    }

    @Override
    public void removed(SandboxKey function, Removal why, long idleSinceNanos, long nowNanos) {}

    @Override
    public long keepUntil(SandboxKey function, IdleKind kind, long idleSinceNanos) {
        long bound = idleSinceNanos + boundNanos;
        Pattern pattern = patterns.find(function);
        if (pattern == null || !pattern.idle) {
            return bound;
        }
        Windows windows = windows(pattern);
        long tail = pattern.idleSinceNanos + windows.tailNanos() - bound < 0
                ? pattern.idleSinceNanos + windows.tailNanos()
                : bound;
        return switch (kind) {
            case USED -> {
                boolean last = idleSinceNanos == pattern.idleSinceNanos;
                if (!windows.known() || !last) {
                    yield bound;
                }
                yield windows.headNanos() > 0 ? idleSinceNanos : tail;
            }
            case PRE_WARMED -> windows.known() ? tail : bound;
        };
    }

    @Override
    public OptionalLong preWarmAt(SandboxKey function) {
        Pattern pattern = patterns.find(function);
        if (pattern == null || !pattern.idle || pattern.preWarmed) {
            return OptionalLong.empty();
        }
        Windows windows = windows(pattern);
        return windows.headNanos() > 0
                ? OptionalLong.of(pattern.idleSinceNanos + windows.headNanos())
                : OptionalLong.empty();
    }

    @Override
    public double value(SandboxKey function, long idleSinceNanos) {
        return idleSinceNanos;
    }

    /** Reckoned anew when a sixteenth more idle times are known, so that a busy function costs no more than others. */
    private static Windows windows(Pattern pattern) {
        IdleTimes times = pattern.times;
        if (times == null) {
            return Windows.UNKNOWN;
        }
        int count = times.count();
        if (count < pattern.windowsOf || count > pattern.windowsOf + pattern.windowsOf / 16) {
            pattern.windows = windows(times);
            pattern.windowsOf = count;
        }
        return pattern.windows;
    }

    private static Windows windows(IdleTimes times) {
        if (times.count() < ENOUGH) {
            return Windows.UNKNOWN;
        }
        if (times.countBeyond() > times.count() / 2) {
            double margin = times.meanBeyondNanos() * BEYOND_MARGIN / 100;
            return times.deviationBeyondNanos() > margin
                    ? Windows.UNKNOWN
                    : new Windows(
                            true, (long) (times.meanBeyondNanos() - margin), (long) (times.meanBeyondNanos() + margin));
        }
        if (times.variation() < REPRESENTATIVE) {
            return Windows.UNKNOWN;
        }
        long head = times.percentile(HEAD) * MINUTE;
        long tail = (times.percentile(TAIL) + 1) * MINUTE;
        return new Windows(true, (long) (head * (1 - MARGIN)), (long) (tail * (1 + MARGIN)));
    }
}
