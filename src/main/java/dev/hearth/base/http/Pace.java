package dev.hearth.base.http;

import dev.hearth.time.Time;
import java.time.Duration;

/**
 * The average rate at which the peer sends a request's body. The rate counts from the start of the body: a peer that
 * sends a byte now and then gets no more time than a peer that sends nothing.
 *
 * <p>Only the time in which a handler waits for the peer counts. A handler may read as slowly as it likes.
 */
final class Pace {
    private final Time time;
    private final Duration usualGrace;
    private final int usualBytesPerSecond;
    private Duration grace;
    private int bytesPerSecond;
    private boolean demanded;
    private long waitedNanos;
    private long received;
    private long waitingSince;

    /**
     * The pace before the first body.
     *
     * @param grace the time that a peer may take in addition to the time for its bytes
     * @param bytesPerSecond the lowest average rate; 0: no lower limit
     */
    Pace(Time time, Duration grace, int bytesPerSecond) {
        this.time = time;
        this.usualGrace = grace;
        this.usualBytesPerSecond = bytesPerSecond;
        this.grace = grace;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** A body begins. */
    void begin() {
        demand(usualGrace, usualBytesPerSecond);
        demanded = false;
    }

    /** Changes the rate for the rest of this body, counted from now. */
    void demand(Duration ownGrace, int ownBytesPerSecond) {
        waitedNanos = 0;
        received = 0;
        grace = ownGrace;
        bytesPerSecond = ownBytesPerSecond;
        demanded = true;
    }

    /** How long the peer may send nothing now: all that it has left, if a rate was demanded of it. */
    Duration patience() {
        if (!demanded) {
            return usualGrace;
        }
        double allowed = grace.toNanos() + (double) Duration.ofSeconds(1).toNanos() * received / bytesPerSecond;
        return Duration.ofNanos(Math.max(0, (long) allowed - waitedNanos));
    }

    /** The handler waits for the peer from now on. */
    void waiting() {
        waitingSince = time.nanos();
    }

    /** The peer has sent bytes. */
    void received(int bytes) {
        waitedNanos += time.nanos() - waitingSince;
        received += bytes;
    }

    /** Whether the peer has taken longer than its bytes allow. */
    boolean tooSlow() {
        return bytesPerSecond > 0
                && waitedNanos - grace.toNanos()
                        > (double) Duration.ofSeconds(1).toNanos() * received / bytesPerSecond;
    }
}
