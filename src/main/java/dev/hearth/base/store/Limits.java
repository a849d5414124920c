package dev.hearth.base.store;

import java.time.Duration;

/** How much the store asks of the machine, and how long a caller may wait for it. */
final class Limits {
    /** Connections that read beside the one that writes; more would not be faster on a file in memory's cache. */
    static final int READERS = 2;

    /** Calls that wait for a connection: at some 20 µs for a read and a few ms for a commit, a few seconds. */
    static final int WAITING = 1024;

    /** Writes that are committed together: each takes some 100 µs, so that the last waits for 6 ms and one commit. */
    static final int GROUP = 64;

    /** How long a write waits for another process that writes. */
    static final Duration BUSY = Duration.ofSeconds(10);

    /** How often it is looked whether another process has written: a tenth of a thousandth of one core. */
    static final Duration WATCH = Duration.ofMillis(200);

    /** Access keys held in memory; each some 300 bytes. */
    static final int CACHED_KEYS = 10_000;

    /** Rows kept of the change feed: more than other processes can commit between two looks. */
    static final int CHANGES = 10_000;

    private Limits() {}
}
