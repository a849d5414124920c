package dev.hearth.dataplane.runtimes;

import java.time.Duration;

/** The limits of the search for interpreters. */
final class Limits {
    /** Programs that are run for their version: a machine with every release of every language has about forty. */
    static final int CANDIDATES = 128;

    /** The time in which a program must print its version: a JVM on a busy machine needs about a second. */
    static final Duration VERSION = Duration.ofSeconds(10);

    /** The time for compiling the bootstrap's dozen small modules. */
    static final Duration COMPILATION = Duration.ofSeconds(60);

    /** The bytes of output of a program that is asked for its version. */
    static final int VERSION_TEXT_BYTES = 4096;

    /** The oldest Python that the bootstrap supports. */
    static final Version OLDEST_PYTHON = new Version(3, 8, 0);

    /**
     * The first Python whose compiler can replace the beginning of files' names. Older ones can only prepend a text.
     */
    static final Version PYTHON_STRIPPING_PATHS = new Version(3, 9, 0);

    /** The oldest Node.js that the bootstrap supports. */
    static final Version OLDEST_NODEJS = new Version(18, 0, 0);

    /** The oldest Java that the runtime interface client supports. */
    static final Version OLDEST_JAVA = new Version(8, 0, 0);

    /** The oldest Ruby that the bootstrap supports. */
    static final Version OLDEST_RUBY = new Version(3, 0, 0);

    private Limits() {}
}
