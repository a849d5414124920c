package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.worker.StartPhase;
import dev.hearth.dataplane.worker.StartTimes;
import dev.hearth.model.FunctionArn;
import dev.hearth.time.Laps;
import java.util.Arrays;
import java.util.Optional;

/**
 * A call that has ended, with the durations of its phases. Immutable.
 *
 * @param function with the version that ran
 * @param outcome {@code answered}, or the error's name
 * @param laps the call's phases
 * @param start how its sandbox was started, if this was the sandbox's first invocation
 */
public record TimedCall(
        String requestId, FunctionArn function, String outcome, Laps<CallPhase> laps, Optional<StartTimes> start) {
    /** The part of the call's wait for a sandbox that no phase of the start explains. */
    public long handOverNanos() {
        long explained = start.map(times -> Arrays.stream(StartPhase.values())
                        .mapToLong(times::nanos)
                        .sum())
                .orElse(0L);
        return Math.max(0, laps.nanos(CallPhase.SANDBOX) - explained);
    }

    /** Whether it had to wait for a sandbox, or for a new process in it. */
    boolean waited() {
        return start.isPresent()
                || laps.nanos(CallPhase.INIT) > 0
                || laps.nanos(CallPhase.SANDBOX) >= Limits.LONG_WAIT.toNanos();
    }
}
