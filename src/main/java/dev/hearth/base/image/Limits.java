package dev.hearth.base.image;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** How much an image may ask for, and how long a registry may take. */
final class Limits {
    /** All files of an image: Lambda's quotas page, 10 GB uncompressed with all layers. */
    static final DataSize UNPACKED = DataSize.ofMebibytes(10 * 1024);

    /** All layers as they are stored: compressed, they are no larger than their content. */
    static final DataSize STORED = UNPACKED;

    /** Layers of one image: what overlay file systems, and so all known builders, stop at. */
    static final int LAYERS = 128;

    /** Files, folders and links that the layers of one image hold together: 10 GB in files of 5 KB. */
    static final int ENTRIES = 2_000_000;

    /** One layer's archive may be this much larger than its files: headers of 512 bytes and padding for each entry. */
    static final DataSize ARCHIVE_OVERHEAD = DataSize.ofMebibytes(2_000);

    /** A manifest or index: what registries accept. */
    static final int MANIFEST_BYTES = 4 * 1024 * 1024;

    /** An image's configuration: its build history makes it some 20 KB, rarely more. */
    static final int CONFIGURATION_BYTES = 8 * 1024 * 1024;

    /** Manifests that an index lists. */
    static final int INDEX_ENTRIES = 1_000;

    /** An index in an index is allowed; a third one has no use. */
    static final int INDEX_DEPTH = 2;

    /** Extended headers of one entry of an archive: what Go's reader, and so Docker's, accepts. */
    static final int EXTENDED_HEADER_BYTES = 1024 * 1024;

    /** Bytes of a path: PATH_MAX of Linux, less room for the folder that the image is unpacked in. */
    static final int PATH_BYTES = 4096 - 512;

    /** Bytes of one name: NAME_MAX of Linux. */
    static final int NAME_BYTES = 255;

    /** Links followed one after the other: what Linux follows before it answers ELOOP. */
    static final int LINKS_FOLLOWED = 40;

    /** An error's text, a token: a few hundred bytes; tokens of some providers a few thousand. */
    static final int ANSWER_BYTES = 256 * 1024;

    /** Tries of one request, or of one layer's download: the first, and after pauses that double. */
    static final int TRIES = 4;

    /** The first pause between two tries; all of them together make 3.5 s. */
    static final Duration PAUSE = Duration.ofMillis(500);

    static final Duration CONNECT = Duration.ofSeconds(10);

    /** Until a registry begins to answer. */
    static final Duration ANSWER = Duration.ofSeconds(30);

    /** A download of which nothing comes for so long has stalled. */
    static final Duration STALL = Duration.ofSeconds(30);

    /** Registries redirect once, to where their storage is. */
    static final int REDIRECTS = 5;

    /** Layers of one image that are downloaded at once: what Docker does. */
    static final int DOWNLOADS = 3;

    /** How long a stored part of an image that no function uses is kept: far longer than creating a function takes. */
    static final Duration GRACE = Duration.ofHours(1);

    static final int BUFFER_BYTES = 64 * 1024;

    private Limits() {}
}
