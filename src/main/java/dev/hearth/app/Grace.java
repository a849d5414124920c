package dev.hearth.app;

import dev.hearth.time.Time;
import java.time.Duration;

/** The time that whatever still runs gets when a server stops: one for all, from when the stop began. */
final class Grace {
    private final Duration whole;
    private final Time time;
    private volatile long end;
    private volatile boolean begun;

    Grace(Duration whole, Time time) {
        this.whole = whole;
        this.time = time;
    }

    /** The stop begins. */
    void begin() {
        end = time.nanos() + whole.toNanos();
        begun = true;
    }

    /** All of it before the stop has begun; nothing when it is over. */
    Duration left() {
        return begun ? Duration.ofNanos(Math.max(0, end - time.nanos())) : whole;
    }
}
