package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.OutputRate;
import dev.hearth.model.DataSize;
import java.time.Duration;

/** The bounds of this package but those of networks ({@link NetworkLimits}), each with its source or reason. */
final class Limits {
    /** Tasks at once in the mount namespace. Most are starts, each of which keeps a processor busy for some 10 ms. */
    static final int MOUNT_THREADS = 32;

    /** Writing an empty file system of 10 GB takes less than a second on a slow disk. */
    static final Duration MAKE_FILE_SYSTEM = Duration.ofSeconds(30);

    /** Prepared scratch volumes of the usual size: a burst's first few; each costs some 200 KB of disk. */
    static final int SCRATCH_READY = 8;

    /** Sizes of scratch volumes of which a copy is kept, for the next: few are in use at once. Each takes as much. */
    static final int SCRATCH_TEMPLATES = 16;

    /** Lambda's default for {@code EphemeralStorage}. */
    static final DataSize SCRATCH_USUAL = DataSize.ofMebibytes(512);

    /** Of the usual size, this part is counted as used: 4,000 sandboxes then take 32 GB. */
    static final int SCRATCH_USUAL_UNUSED = 64;

    /** What scratch volumes leave of their file system, at most. */
    static final DataSize SCRATCH_RESERVE = DataSize.ofMebibytes(10 * 1024);

    /** The same as a part of a small file system. */
    static final int SCRATCH_RESERVE_PART = 20;

    /** Settings, containers' state and copied files: some 10 KB per sandbox, and a megabyte of certificates. */
    static final String FOLDER_SIZE = "256m";

    /**
     * What a sandbox may print: 5,000 lines a second, which cost a fortieth of a processor, after a burst of 50,000.
     * Lambda's own rate is not published.
     */
    static final OutputRate OUTPUT = new OutputRate(5_000, 50_000);

    private Limits() {}
}
