package dev.hearth.dataplane.worker;

import java.util.Optional;

/**
 * How long the phases of an invocation took on its Worker, in nanoseconds. The rest of the invocation's time is its
 * end: the log, the measurement of usage, and a reset.
 *
 * @param wakeNanos until its sandbox could run: thawed, if it was frozen
 * @param initNanos the init of a new process, if the last one had ended
 * @param deliveryNanos until the runtime had the invocation
 * @param functionNanos until the runtime had answered
 * @param start how its sandbox was started, if this is its first invocation
 */
public record InvocationTimes(
        long wakeNanos, long initNanos, long deliveryNanos, long functionNanos, Optional<StartTimes> start) {
    /** The times of an invocation that was not measured. */
    public static final InvocationTimes NONE = new InvocationTimes(0, 0, 0, 0, Optional.empty());
}
