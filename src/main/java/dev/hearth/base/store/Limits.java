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

    /**
     * PostgreSQL's connections in a pool; a process has one pool for reads, one for writes, and one connection for the
     * change feed. So ten processes fit into the 100 connections that PostgreSQL takes by default.
     */
    static final int CONNECTIONS = 4;

    /** How long a connection of PostgreSQL's that nobody uses stays open. */
    static final Duration IDLE = Duration.ofMinutes(1);

    /** How long a caller waits for a connection, and a connection for the server. Then the caller gets an error. */
    static final Duration CONNECT = Duration.ofSeconds(3);

    /** How long a statement of PostgreSQL's may take, and a transaction do nothing. Most take a millisecond. */
    static final Duration STATEMENT = Duration.ofSeconds(10);

    /** How long a statement waits for a lock: less than it may take, so that the error says what it waited for. */
    static final Duration LOCK = Duration.ofSeconds(8);

    /** How long an answer of the server may take: more than a statement, else the connection is taken for dead. */
    static final Duration ANSWER = Duration.ofSeconds(15);

    /** How often a transaction is run that meets deadlocks or lost connections. */
    static final int ATTEMPTS = 5;

    /** How often the outcome of a commit is asked for; each time waits for a connection for up to 3 s. */
    static final int OUTCOME_ATTEMPTS = 2;

    /** How often the feed is read when no notification comes: less than the second in which processes shall hear. */
    static final Duration POLL = Duration.ofMillis(500);

    /** The pause before the feed connects again. */
    static final Duration RECONNECT = Duration.ofMillis(250);

    /** How long a transaction's mark is kept: far longer than its outcome is asked for. */
    static final Duration MARKS = Duration.ofMinutes(5);

    /** How often PostgreSQL is cleared of changes, marks and numbers that are no longer needed. */
    static final Duration TRIM = Duration.ofMinutes(1);

    /** Numbers of documents that one sweep removes: some milliseconds. */
    static final int SWEPT_COUNTS = 100;

    /** Rows that are copied to a database at once. */
    static final int COPIED = 500;

    private Limits() {}
}
