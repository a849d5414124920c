package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** Bounds of making SDKs. */
final class Limits {
    /** How long pip may take: a minute on a slow line, for 15 MB. */
    static final Duration PYTHON = Duration.ofMinutes(10);

    /** How long npm and RubyGems may take: all clients are some 400 packages and 200 MB. */
    static final Duration OTHERS = Duration.ofHours(1);

    /** How long a program may take to say whether it is there, or its registry. */
    static final Duration QUESTION = Duration.ofMinutes(2);

    /** How long a package manager may take to end when it is told to. */
    static final Duration END = Duration.ofSeconds(10);

    /** The largest SDK that is kept. All clients for Node.js take some 500 MB. */
    static final DataSize TREE = DataSize.ofMebibytes(3 * 1024);

    /** Files of an SDK. All clients for Node.js have some 150,000. */
    static final int FILES = 1_000_000;

    /** What stays free on the disk: an SDK is not begun, or is given up, when less is. */
    static final DataSize FREE = DataSize.ofMebibytes(1024);

    /** The last lines of a package manager's output, to tell a failure's reason from. */
    static final int LINES = 60;

    /** A line of output. A longer one is cut. */
    static final int LINE_CHARACTERS = 400;

    /** The first pause after a failure; each further failure doubles it. */
    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /**
     * How long a replaced SDK stays: longer than any sandbox that sees it, since a sandbox ends with its role's
     * session, which lasts 12 hours.
     */
    static final Duration REPLACED = Duration.ofDays(1);

    /** Names of clients that a setting may list. */
    static final int CLIENTS = 500;

    /** The time between two notes of the progress. */
    static final Duration NOTE = Duration.ofSeconds(1);

    private Limits() {}
}
