package dev.hearth.base.store;

import java.time.Duration;

/** The limits of the store: connections, waiting calls, caches. */
final class Limits {
    /** Connections for reading, beside the one for writing. More are not faster while the file is in the page cache. */
    static final int READERS = 2;

    /** Calls that wait for a connection: a few seconds, at some 20 µs for a read and a few ms for a commit. */
    static final int WAITING = 1024;

    /** Writes in one commit. Each takes some 100 µs, so the last one waits for 6 ms and the commit. */
    static final int GROUP = 64;

    /** How long a write waits for a write of another process. */
    static final Duration BUSY = Duration.ofSeconds(10);

    /** The interval of checks for writes of other processes. A check takes 0.01 per mille of one core. */
    static final Duration WATCH = Duration.ofMillis(200);

    /** Access keys held in memory; each some 300 bytes. */
    static final int CACHED_KEYS = 10_000;

    /** Rows of the change feed: more than other processes commit in one interval of checks. */
    static final int CHANGES = 10_000;

    private Limits() {}
}
