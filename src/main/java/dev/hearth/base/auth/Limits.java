package dev.hearth.base.auth;

import java.time.Duration;

/**
 * Bounds of Signature Version 4: AWS's own, those of the caches here, and those of bodies whose sender is not known.
 *
 * <p>In the worst case small, signed and anonymous bodies and packages hold 1/64 + 1/8 + 1/16 + 1/4 of the heap, and
 * answers 1/8; a quarter more is for connections (dev.hearth.base.http.HttpLimits).
 */
final class Limits {
    /** How far a signature's date may be from now, either way. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /** The longest life of a presigned request: a week. */
    static final long PRESIGNED_SECONDS = 604_800;

    /**
     * The most signing keys in the cache. Each access key, day, region and service needs one; others are derived anew.
     */
    static final int SIGNING_KEYS = 10_000;

    /** The most signed headers that a signature may name. The length of the head limits them anyway. */
    static final int SIGNED_HEADERS = 200;

    /** One line of a body in chunks: its size and signature, or one trailer. */
    static final int CHUNK_LINE_BYTES = 1024;

    /** The most digits of a chunk's size. Every allowed size is shorter. */
    static final int CHUNK_SIZE_DIGITS = 12;

    /** The read buffer for a chunked body. Larger reads bypass it. */
    static final int CHUNK_BUFFER_BYTES = 8 * 1024;

    /** How far the date of a request to S3 may be from now. S3 accepts more than the other services. */
    static final Duration S3_CLOCK_SKEW = Duration.ofMinutes(15);

    /** The most trailers after a chunked body. AWS's clients send one. */
    static final int TRAILERS = 16;

    /** Bodies up to this size are always admitted: they fit the connection's first buffer and are counted with it. */
    static final int FREE_BODY_BYTES = 8 * 1024;

    /** Bodies up to this size are admitted before their key is known: most events, nearly all other requests. */
    static final int SMALL_BODY_BYTES = 64 * 1024;

    /** Bodies from this size on count as packages. Only packages and PutLogEvents are that large. */
    static final int PACKAGE_BODY_BYTES = 1024 * 1024;

    /** The part of the heap for small bodies of all senders: 512 of the largest with 2 GB of heap. */
    static final int SMALL_BODIES = 64;

    /**
     * The part of the heap for larger signed bodies until their requests are answered: 42 of 6 MB with 2 GB of heap.
     */
    static final int SIGNED_BODIES = 8;

    /** The part for packages of up to 67 MiB and what is decoded from them: four with 2 GB of heap. */
    static final int PACKAGE_BODIES = 4;

    /** The part for bodies to open URLs, and their events: 10 of 6 MB or 170 of 384 KB with 2 GB of heap. */
    static final int ANONYMOUS_BODIES = 16;

    /** How long a body waits for room: several times as long as 6 MB take at 10 Mbit/s. */
    static final Duration BODY_PATIENCE = Duration.ofSeconds(20);

    /** How many bytes of a body are digested before the thread yields: 0.1 to 0.5 ms. */
    static final int DIGEST_SLICE_BYTES = 256 * 1024;

    private Limits() {}
}
