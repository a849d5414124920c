package dev.hearth.base.artifact;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** How much a code package may ask for. */
public final class Limits {
    /** A zip file uploaded in a request: Lambda's quotas page, 50 MB. */
    public static final DataSize ZIPPED = DataSize.ofMebibytes(50);

    /** The contents of a package: Lambda's quotas page, 250 MB. */
    public static final DataSize UNPACKED = DataSize.ofMebibytes(250);

    /**
     * Files, folders and links of one package. Twice what a zip file without 64-bit extensions can list; at some 600
     * bytes for an entry, reading a package's directory takes at most 80 MB.
     */
    static final int ENTRIES = 2 * 65_535;

    /** Bytes of one name: NAME_MAX of Linux. */
    static final int NAME_BYTES = 255;

    /** Bytes of a whole path: PATH_MAX of Linux, less room for the folder that it is unpacked in. */
    static final int PATH_BYTES = 4096 - 512;

    /** Links followed one after the other: what Linux follows before it answers ELOOP. */
    static final int LINKS_FOLLOWED = 40;

    /** Names looked at to follow all links of one package: a fraction of a second. */
    static final long LINK_STEPS = 2_000_000;

    /** How long a stored package that no function uses is kept: far longer than creating a function takes. */
    public static final Duration GRACE = Duration.ofHours(1);

    static final int BUFFER_BYTES = 64 * 1024;

    private Limits() {}
}
