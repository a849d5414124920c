package dev.hearth.base.image;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** The limits of images and of requests to registries. */
final class Limits {
    /** The files of an image together: Lambda's quotas page, 10 GB uncompressed with all layers. */
    static final DataSize UNPACKED = DataSize.ofMebibytes(10 * 1024);

    /** The packed layers of an image together: they are not larger than their content. */
    static final DataSize STORED = UNPACKED;

    /** Layers of one image: the limit of overlay file systems, and so of all known builders. */
    static final int LAYERS = 128;

    /** Files, folders and links that the layers of one image hold together: 10 GB in files of 5 KB. */
    static final int ENTRIES = 2_000_000;

    /** One layer's archive may be this much larger than its files: headers of 512 bytes and padding for each entry. */
    static final DataSize ARCHIVE_OVERHEAD = DataSize.ofMebibytes(2_000);

    /** Bytes of a manifest or index: the limit of registries. */
    static final int MANIFEST_BYTES = 4 * 1024 * 1024;

    /** An image's configuration: its build history makes it some 20 KB, rarely more. */
    static final int CONFIGURATION_BYTES = 8 * 1024 * 1024;

    /** Manifests that an index lists. */
    static final int INDEX_ENTRIES = 1_000;

    /** Levels of indexes: an index in an index is allowed, and a third level has no use. */
    static final int INDEX_DEPTH = 2;

    /** Extended headers of one entry of an archive: what Go's reader, and so Docker's, accepts. */
    static final int EXTENDED_HEADER_BYTES = 1024 * 1024;

    /** Bytes of a path: PATH_MAX of Linux, less room for the folder that the image is unpacked in. */
    static final int PATH_BYTES = 4096 - 512;

    /** Bytes of one name: NAME_MAX of Linux. */
    static final int NAME_BYTES = 255;

    /** Links that are followed in one path: Linux returns ELOOP beyond it. */
    static final int LINKS_FOLLOWED = 40;

    /** Bytes of an error's text or a token: a few hundred; tokens of some providers have a few thousand. */
    static final int ANSWER_BYTES = 256 * 1024;

    /** Attempts of one request, or of one layer's download. */
    static final int TRIES = 4;

    /** The first pause between two attempts. Pauses double; together they take 3.5 s. */
    static final Duration PAUSE = Duration.ofMillis(500);

    static final Duration CONNECT = Duration.ofSeconds(10);

    /** The time in which a registry must begin to answer. */
    static final Duration ANSWER = Duration.ofSeconds(30);

    /** The time without data after which a download has stalled. */
    static final Duration STALL = Duration.ofSeconds(30);

    /** Redirects of one request: registries redirect once, to their storage. */
    static final int REDIRECTS = 5;

    /** Layers of one image that are downloaded at once, as in Docker. */
    static final int DOWNLOADS = 3;

    /**
     * The age at which a stored part of an unused image is removed. It is far longer than the creation of a function
     * takes.
     */
    static final Duration GRACE = Duration.ofHours(1);

    static final int BUFFER_BYTES = 64 * 1024;

    private Limits() {}
}
