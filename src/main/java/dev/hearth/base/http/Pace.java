package dev.hearth.base.http;

import dev.hearth.time.Time;
import java.time.Duration;

/**
 * How fast the peer sends the body of a request: on the whole, not between two bytes, so that one that sends a byte now
 * and then gains no more time than one that sends nothing.
 *
 * <p>Only the time counts in which somebody waits for the peer: a handler may read as slowly as it likes.
 */
final class Pace {
    private final Time time;
    private final Duration grace;
    private final int bytesPerSecond;
    private long waitedNanos;
    private long received;
    private long waitingSince;

    /**
     * That of no body yet.
     *
     * @param grace what a peer may take beyond its bytes' time
     * @param bytesPerSecond what it must send at least on average; 0: as slowly as it likes
     */
    Pace(Time time, Duration grace, int bytesPerSecond) {
        this.time = time;
        this.grace = grace;
        this.bytesPerSecond = bytesPerSecond;
    }

    /** A body begins. */
    void begin() {
        waitedNanos = 0;
        received = 0;
    }

    /** The peer is waited for from now on. */
    void waiting() {
        waitingSince = time.nanos();
    }

    /** The peer has sent something. */
    void received(int bytes) {
        waitedNanos += time.nanos() - waitingSince;
        received += bytes;
    }

    /** Whether the peer has taken longer than its bytes may take. */
    boolean tooSlow() {
        return bytesPerSecond > 0
                && waitedNanos - grace.toNanos()
                        > (double) Duration.ofSeconds(1).toNanos() * received / bytesPerSecond;
    }
}
