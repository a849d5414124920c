package dev.hearth.dataplane.workermanager.keepalive;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The hybrid histogram policy, which learns when a function is called again: Shahrad et al., "Serverless in the Wild"
 * (USENIX ATC 2020).
 *
 * <p>The idle time of a function is the time from the end of its last call to its next call. A histogram counts idle
 * times by the minute. Its head (the {@value #HEAD}th percentile, rounded down to the minute, a tenth earlier) predicts
 * the earliest next call, and its tail (the {@value #TAIL}th, rounded up, a tenth later) the latest. If the head is in
 * the first minute the last sandbox stays until the tail. Otherwise it is removed at once, another one is started at
 * the head, and stays until the tail.
 *
 * <p>With fewer than {@value #ENOUGH} idle times, or with similar bins (a coefficient of variation below {@value
 * #REPRESENTATIVE}), the histogram is not used and the sandbox stays for the bound. If most idle times are longer than
 * the range of the histogram, the paper predicts the next one with an ARIMA model. Here it is their moving average, and
 * only if they hardly deviate from it: a sandbox is started {@value #BEYOND_MARGIN} % before, and stays as long after.
 *
 * <p>No sandbox stays idle for longer than the bound. A sandbox that becomes idle while the function still runs others
 * stays for the bound, because idle times don't tell how many sandboxes are needed at once.
 *
 * <p>The sandbox that has been idle for longest is evicted first.
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

    /** The state of a function. */
    private static final class Pattern {
        private @Nullable IdleTimes times;

        /** Whether all its sandboxes are idle, and since when. */
        private boolean idle;

        private long idleSinceNanos;
        private boolean preWarmed;

        /** The prediction from the histogram when it had so many idle times. */
        private Windows windows = Windows.UNKNOWN;

        private int windowsOf;
    }

    /**
     * The predicted time of the next call, from when the function becomes idle.
     *
     * @param headNanos 0: it may come at any time
     */
    private record Windows(boolean known, long headNanos, long tailNanos) {
        private static final Windows UNKNOWN = new Windows(false, 0, 0);
    }

    /**
     * A policy without any functions.
     *
     * @param bound the longest time for which an idle sandbox stays
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

    /** A sandbox has become idle. One that was started ahead does not end the function's idle time. */
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

    /**
     * The prediction. It is computed again when there are a sixteenth more idle times, so that a busy function costs no
     * more than others.
     */
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
