package dev.hearth.neighbours.sts.client;

import java.time.Duration;

/** The bounds of this package, each with its source or reason. */
final class Limits {
    /** The time to connect, for which a cold start waits. */
    static final Duration CONNECT = Duration.ofSeconds(5);

    /** The time until the answer. AWS answers in some 50 ms. */
    static final Duration ANSWER = Duration.ofSeconds(5);

    /** The longest answer. Credentials take some 2 KB, an error some 500 bytes. */
    static final int ANSWER_BYTES = 64 * 1024;

    /**
     * The time between a failure and the next attempt, so that only few starts wait in vain for a service that is down.
     */
    static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(15);

    /** The most cached sessions, some 3 KB each. */
    static final int SESSIONS = 10_000;

    private Limits() {}
}
