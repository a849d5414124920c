package dev.hearth.dataplane.sandbox.container;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** The bounds of this package, each with its source or reason. */
final class Limits {
    /** Processes and threads of a function: Lambda's quota. */
    static final int PROCESSES = 1_024;

    /** Open files of a function: Lambda's quota. */
    static final int OPEN_FILES = 1_024;

    /** Signals that wait to be delivered. The kernel's own default is that of processes; so it is on Lambda. */
    static final int PENDING_SIGNALS = PROCESSES;

    /** Memory that a function may lock, in bytes: as Lambda's {@code RLIMIT_MEMLOCK} was recorded. */
    static final long LOCKED_BYTES = 64 * 1024;

    /** The stack of a function's main thread, in bytes: as Lambda's {@code RLIMIT_STACK} was recorded. */
    static final long STACK_BYTES = 8 * 1024 * 1024;

    /** Processors until the end of init, whatever the memory: Lambda gives init about two, up to 10 s. */
    static final double PROCESSORS_FOR_INIT = 2;

    /** Killed processes end within milliseconds; only ones in uninterruptible I/O need longer. */
    static final Duration EXIT_AFTER_KILL = Duration.ofSeconds(10);

    /** Lambda's default for {@code MemorySize}: a container that is ready has these limits already. */
    static final DataSize USUAL_MEMORY = DataSize.ofMebibytes(128);

    /**
     * Containers kept ready on a quiet machine: a page's worth of functions called at once. Each takes some 300 KB of
     * the machine's memory, beside what its network takes.
     */
    static final int READY_LEAST = 8;

    /** Kept ready after bursts: some 20 MB, which is less than one small function takes, so no budget counts it. */
    static final int READY_MOST = 64;

    /** After so long without demand, half as many are kept ready. */
    static final Duration DEMAND_MEMORY = Duration.ofMinutes(1);

    /** The built-in launcher takes some milliseconds for each of its parts; longer means that the kernel is stuck. */
    static final Duration STEPS = Duration.ofSeconds(20);

    /** The OCI runtime makes a container in 10 to 40 ms; 32 at once on a busy machine in some seconds. */
    static final Duration RUNTIME_START = Duration.ofSeconds(20);

    /** What a stem reads at once: less than a pipe holds. Variables may have 4 KB, and the platform's are some more. */
    static final int STEM_MESSAGE_BYTES = 60 * 1024;

    /** The OCI runtime deletes a container in some 20 ms. */
    static final Duration RUNTIME_DELETE = Duration.ofSeconds(10);

    /** A megabyte of certificates and the like, at the start. */
    static final Duration COPY_SETTINGS = Duration.ofSeconds(30);

    /** Lambda's default for {@code EphemeralStorage}: the trial then has the first functions' made ahead. */
    static final DataSize TRIAL_SCRATCH = DataSize.ofMebibytes(512);

    /** A complaint of the OCI runtime is a line or two. */
    static final int COMPLAINT_BYTES = 2_000;

    /** What the trial at the start gets: less than any function. */
    static final DataSize TRIAL_MEMORY = DataSize.ofMebibytes(64);

    /** For the trial: some 20 ms of work on a machine that may be busy. */
    static final Duration TRIAL = Duration.ofSeconds(30);

    /**
     * {@code oom_score_adj} of what runs in a sandbox, the highest: if the machine has no memory left, the kernel ends
     * functions before anything else.
     */
    static final int OUT_OF_MEMORY_SCORE = 1_000;

    private Limits() {}
}
