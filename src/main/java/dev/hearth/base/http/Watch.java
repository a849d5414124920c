package dev.hearth.base.http;

import dev.hearth.time.Time;
import java.time.Duration;

/**
 * The time by which a connection's peer must have sent or received something. Blocking reads and writes have no timeout
 * of their own, which would cost a timer each. The server checks all watches periodically, and closes late connections.
 */
final class Watch {
    private static final long OFF = Long.MIN_VALUE;

    private final Time time;
    private volatile long deadline = OFF;

    Watch(Time time) {
        this.time = time;
    }

    void arm(Duration limit) {
        deadline = time.nanos() + limit.toNanos();
    }

    void disarm() {
        deadline = OFF;
    }

    boolean late() {
        long until = deadline;
        return until != OFF && time.nanos() - until > 0;
    }
}
