package dev.hearth.neighbours.s3;

import java.time.Duration;

/** The limits of S3 and of the built-in buckets. Those of S3 are from "Amazon S3 quotas" and the API reference. */
public final class Limits {
    /** The length of a key in UTF-8. */
    public static final int KEY_BYTES = 1024;

    /** The size of an upload in one request: S3's 5 GB. */
    public static final long PUT_BYTES = 5L * 1024 * 1024 * 1024;

    /** The least size of all parts of an upload but the last. */
    public static final long PART_BYTES_MIN = 5L * 1024 * 1024;

    public static final int PARTS = 10_000;

    /** The size of an object made of parts: S3's 5 TB. The disk is usually full before. */
    public static final long OBJECT_BYTES = 5L * 1024 * 1024 * 1024 * 1024;

    /** Entries of one page of a list. */
    public static final int PAGE = 1000;

    /** The most keys in one DeleteObjects. */
    public static final int DELETES = 1000;

    /** The size of an object's user-defined metadata, names and values together. */
    public static final int METADATA_BYTES = 2048;

    public static final int OBJECT_TAGS = 10;
    public static final int BUCKET_TAGS = 50;
    public static final int TAG_KEY_CHARACTERS = 128;
    public static final int TAG_VALUE_CHARACTERS = 256;

    /** The most buckets of an account: S3's quota until 2024. */
    public static final int BUCKETS = 100;

    /**
     * The most objects of all buckets together. Each takes some 300 bytes of memory and its key: 75 MB, and at most
     * three times that if all keys have the greatest length.
     */
    public static final int OBJECTS = 250_000;

    /** The most multipart uploads in progress in one bucket. */
    public static final int UPLOADS = 1000;

    /** How long a multipart upload may be unused before it is removed, as S3's lifecycle rules usually do. */
    public static final Duration UPLOAD_AGE = Duration.ofDays(7);

    /** The disk space that uploads leave free, for the database and the logs on the same disk. */
    public static final long FREE_BYTES = 256L * 1024 * 1024;

    /** The size of the description at the end of an object's file: metadata, tags, and the sizes of 10,000 parts. */
    public static final int DESCRIPTION_BYTES = 1024 * 1024;

    /** The size of an XML body: DeleteObjects with 1,000 of the longest keys, or the checksums of 10,000 parts. */
    public static final int XML_BYTES = 4 * 1024 * 1024;

    /** The depth of elements in an XML body. The deepest known body has five levels. */
    public static final int XML_DEPTH = 16;

    /** The size of a copy's buffer. */
    public static final int BUFFER_BYTES = 64 * 1024;

    /** How long another store may take to accept a connection. */
    public static final Duration CONNECT = Duration.ofSeconds(10);

    /** How long another store may take to begin its response, and between two parts of it. */
    public static final Duration STALL = Duration.ofSeconds(30);

    /** How many bytes of another store's error are read. */
    public static final int ERROR_BYTES = 64 * 1024;

    private Limits() {}
}
