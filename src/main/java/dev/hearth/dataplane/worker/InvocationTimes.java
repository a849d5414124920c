package dev.hearth.dataplane.worker;

import java.util.Optional;

/**
 * The durations of an invocation's phases on its Worker, in nanoseconds. The rest of its time is its end: the log, the
 * measurement of usage, a reset.
 *
 * @param wakeNanos until its sandbox could run: thawed, if it was frozen
 * @param initNanos the init of a new process, if the last one had ended
 * @param deliveryNanos until the runtime had the invocation
 * @param functionNanos until the runtime had answered
 * @param start how its sandbox was started, if this is its first invocation
 */
public record InvocationTimes(
        long wakeNanos, long initNanos, long deliveryNanos, long functionNanos, Optional<StartTimes> start) {
    /** Of an invocation that was not measured. */
    public static final InvocationTimes NONE = new InvocationTimes(0, 0, 0, 0, Optional.empty());
}
