package dev.hearth.dataplane.runtimes;

import java.time.Duration;

/** Bounds of looking for interpreters. */
final class Limits {
    /** Programs asked for their version; a machine with every release of every language has about forty. */
    static final int CANDIDATES = 128;

    /** How long a program may take to say its version; a JVM on a busy machine needs about a second. */
    static final Duration VERSION = Duration.ofSeconds(10);

    /** How long compiling the bootstrap's dozen small modules may take. */
    static final Duration COMPILATION = Duration.ofSeconds(60);

    /** What a program may print when asked for its version. */
    static final int VERSION_TEXT_BYTES = 4096;

    /** Python that the bootstrap is written for. */
    static final Version OLDEST_PYTHON = new Version(3, 8, 0);

    /** Python whose compiler can give files' names a new beginning; older ones can only put something before them. */
    static final Version PYTHON_STRIPPING_PATHS = new Version(3, 9, 0);

    /** Node.js that the bootstrap is written for. */
    static final Version OLDEST_NODEJS = new Version(18, 0, 0);

    /** Java that the runtime interface client is built for. */
    static final Version OLDEST_JAVA = new Version(8, 0, 0);

    /** Ruby that the bootstrap is written for. */
    static final Version OLDEST_RUBY = new Version(3, 0, 0);

    private Limits() {}
}
