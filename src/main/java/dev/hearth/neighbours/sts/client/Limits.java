package dev.hearth.neighbours.sts.client;

import java.time.Duration;

/** The bounds of this package, each with its source or reason. */
final class Limits {
    /** A cold start waits for it. */
    static final Duration CONNECT = Duration.ofSeconds(5);

    /** AWS answers in some 50 ms. */
    static final Duration ANSWER = Duration.ofSeconds(5);

    /** Credentials take some 2 KB, an error some 500 bytes. */
    static final int ANSWER_BYTES = 64 * 1024;

    /** After a failure, so that a service that is down costs a start its patience only now and then. */
    static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(15);

    /** Sessions that are kept for further sandboxes: some 3 KB each. */
    static final int SESSIONS = 10_000;

    private Limits() {}
}
