package dev.hearth.dataplane.sandbox.machine;

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

    /** Settings, containers' state and copied files: some 10 KB per sandbox, and a megabyte of certificates. */
    static final String FOLDER_SIZE = "256m";

    private Limits() {}
}
