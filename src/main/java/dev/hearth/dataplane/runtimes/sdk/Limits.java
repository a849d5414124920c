package dev.hearth.dataplane.runtimes.sdk;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** The limits of making SDKs. */
final class Limits {
    /** The time for pip: a minute on a slow line, for 15 MB. */
    static final Duration PYTHON = Duration.ofMinutes(10);

    /** The time for npm and RubyGems: all clients are some 400 packages and 200 MB. */
    static final Duration OTHERS = Duration.ofHours(1);

    /** The time for a question to a program or a registry. */
    static final Duration QUESTION = Duration.ofMinutes(2);

    /** The time in which a package manager must end after it was asked to. */
    static final Duration END = Duration.ofSeconds(10);

    /** The greatest size of an SDK. All clients for Node.js take some 500 MB. */
    static final DataSize TREE = DataSize.ofMebibytes(3 * 1024);

    /** Files of an SDK. All clients for Node.js have some 150,000. */
    static final int FILES = 1_000_000;

    /** The free space that is kept on the disk. With less, no SDK is begun, and one that is being made is given up. */
    static final DataSize FREE = DataSize.ofMebibytes(1024);

    /** The last lines of a package manager's output that are kept, to find the reason of a failure. */
    static final int LINES = 60;

    /** Characters of a line of output. A longer line is cut. */
    static final int LINE_CHARACTERS = 400;

    /** The first pause after a failure; each further failure doubles it. */
    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /**
     * The time for which a replaced SDK is kept. It is longer than any sandbox with it runs, because a sandbox ends
     * with its role's session, which lasts 12 hours.
     */
    static final Duration REPLACED = Duration.ofDays(1);

    /** Clients in a setting. */
    static final int CLIENTS = 500;

    /** The interval of notes about the progress. */
    static final Duration NOTE = Duration.ofSeconds(1);

    private Limits() {}
}
