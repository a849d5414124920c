package dev.hearth.dataplane.worker;

import dev.hearth.time.Time;
import java.util.Optional;

/**
 * Measures the phases of a sandbox's invocations, one after the other. Used by the invoking thread. Only {@link
 * #pickedUp} is called by the runtime's thread, under the lock of its session.
 */
final class InvocationClock {
    private final Time time;
    private Optional<StartTimes> start = Optional.empty();
    private long begun;
    private long awake;
    private long initialized;
    private long pickedUp;
    private long answered;

    InvocationClock(Time time) {
        this.time = time;
    }

    /** The sandbox has started. The times of the next invocation include those of the start. */
    void started(StartTimes times) {
        times.end(StartPhase.READY);
        start = Optional.of(times);
    }

    void begin() {
        begun = time.nanos();
    }

    /** The sandbox can run. Returns the current time. */
    long awake() {
        awake = time.nanos();
        initialized = awake;
        pickedUp = awake;
        answered = awake;
        return awake;
    }

    /** The init of a new process has ended. */
    void initialized() {
        initialized = time.nanos();
        pickedUp = initialized;
        answered = initialized;
    }

    /** The runtime has the invocation. */
    void pickedUp() {
        pickedUp = time.nanos();
        answered = pickedUp;
    }

    /** The runtime has answered, or will not answer any more. */
    void answered() {
        answered = time.nanos();
    }

    InvocationTimes ended() {
        Optional<StartTimes> first = start;
        start = Optional.empty();
        return new InvocationTimes(
                awake - begun, initialized - awake, pickedUp - initialized, answered - pickedUp, first);
    }
}
