package dev.hearth.neighbours.s3;

import java.time.Duration;

/** What S3 and its built-in stand-in take. S3's own are from "Amazon S3 quotas" and the API reference. */
public final class Limits {
    /** A key's UTF-8 form. */
    public static final int KEY_BYTES = 1024;

    /** One upload in one request: S3's 5 GB. */
    public static final long PUT_BYTES = 5L * 1024 * 1024 * 1024;

    /** Parts of an upload but the last have at least this. */
    public static final long PART_BYTES_MIN = 5L * 1024 * 1024;

    public static final int PARTS = 10_000;

    /** An object made of parts: S3's 5 TB, which the disk ends before. */
    public static final long OBJECT_BYTES = 5L * 1024 * 1024 * 1024 * 1024;

    /** Entries of one page of a list. */
    public static final int PAGE = 1000;

    /** Keys of one DeleteObjects. */
    public static final int DELETES = 1000;

    /** Names and values of an object's own metadata together. */
    public static final int METADATA_BYTES = 2048;

    public static final int OBJECT_TAGS = 10;
    public static final int BUCKET_TAGS = 50;
    public static final int TAG_KEY_CHARACTERS = 128;
    public static final int TAG_VALUE_CHARACTERS = 256;

    /** Buckets of an account: S3's quota until 2024. */
    public static final int BUCKETS = 100;

    /**
     * Objects of all buckets together. Each takes some 300 bytes of memory and its key: 75 MB, and at the most three
     * times that if all keys are as long as can be.
     */
    public static final int OBJECTS = 250_000;

    /** Uploads in parts under way in one bucket. */
    public static final int UPLOADS = 1000;

    /** Uploads in parts that nobody has touched for so long are removed, as S3's lifecycle rules usually say. */
    public static final Duration UPLOAD_AGE = Duration.ofDays(7);

    /** What is left free of the disk, for the database and the logs that are on it, too. */
    public static final long FREE_BYTES = 256L * 1024 * 1024;

    /** The description that an object's file ends with: metadata, tags, and the sizes of 10,000 parts. */
    public static final int DESCRIPTION_BYTES = 1024 * 1024;

    /** An XML body: DeleteObjects with 1,000 of the longest keys, or the checksums of 10,000 parts. */
    public static final int XML_BYTES = 4 * 1024 * 1024;

    /** Elements in elements of an XML body. The deepest known has five. */
    public static final int XML_DEPTH = 16;

    /** Copied at a time. */
    public static final int BUFFER_BYTES = 64 * 1024;

    /** How long another store may take to accept a connection. */
    public static final Duration CONNECT = Duration.ofSeconds(10);

    /** How long another store may take for its answer, and between two parts of that. */
    public static final Duration STALL = Duration.ofSeconds(30);

    /** What is read of another store's error. */
    public static final int ERROR_BYTES = 64 * 1024;

    private Limits() {}
}
