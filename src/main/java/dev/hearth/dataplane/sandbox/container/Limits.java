package dev.hearth.dataplane.sandbox.container;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** The bounds of this package, each with its source or reason. */
final class Limits {
    /** Processes and threads of a function: Lambda's quota. */
    static final int PROCESSES = 1_024;

    /** Open files of a function: Lambda's quota. */
    static final int OPEN_FILES = 1_024;

    /** Memory that buys one processor: Lambda's rule. */
    static final double MEBIBYTES_PER_PROCESSOR = 1_769;

    /** Processors until the end of init, whatever the memory: Lambda gives init about two, up to 10 s. */
    static final double PROCESSORS_FOR_INIT = 2;

    /** Starts at once. Each keeps a processor busy for some 10 ms, so that more threads would only take turns. */
    static final int STARTS_AT_ONCE = 32;

    /** A sandbox has two users, and a slot 65,536. */
    static final int USERS_PER_SANDBOX = 2;

    /** Killed processes end within milliseconds; only ones in uninterruptible I/O need longer. */
    static final Duration EXIT_AFTER_KILL = Duration.ofSeconds(10);

    /** The OCI runtime deletes a container in some 20 ms. */
    static final Duration RUNTIME_DELETE = Duration.ofSeconds(10);

    /** Writing an empty file system of 10 GB takes less than a second on a slow disk. */
    static final Duration MAKE_FILE_SYSTEM = Duration.ofSeconds(30);

    /** A megabyte of certificates and the like, at the start. */
    static final Duration COPY_SETTINGS = Duration.ofSeconds(30);

    /** Prepared scratch volumes of the usual size: a burst's first few; each costs some 200 KB of disk. */
    static final int SCRATCH_READY = 4;

    /** Sizes of scratch volumes of which a copy is kept, for the next: few are in use at once. Each takes as much. */
    static final int SCRATCH_TEMPLATES = 16;

    /** Lambda's default for {@code EphemeralStorage}. */
    static final DataSize SCRATCH_USUAL = DataSize.ofMebibytes(512);

    /** A complaint of the OCI runtime is a line or two. */
    static final int COMPLAINT_BYTES = 2_000;

    /** Settings, containers' state and copied files: some 10 KB per sandbox, and a megabyte of certificates. */
    static final String STAGE_SIZE = "256m";

    /** What the trial at the start gets: less than any function. */
    static final DataSize TRIAL_MEMORY = DataSize.ofMebibytes(64);

    /** For the trial: some 20 ms of work on a machine that may be busy. */
    static final Duration TRIAL = Duration.ofSeconds(30);

    private Limits() {}
}
