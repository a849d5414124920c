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

    /** Signing keys kept ready. One is needed per access key, day, region and service; beyond it they are made anew. */
    static final int SIGNING_KEYS = 10_000;

    /** What a signature header may have of each: a request's whole head is bounded to some tens of kilobytes anyway. */
    static final int SIGNED_HEADERS = 200;

    /** One line of a body in chunks: its size and signature, or one trailer. */
    static final int CHUNK_LINE_BYTES = 1024;

    /** Digits of a chunk's size: none that any body reaches. */
    static final int CHUNK_SIZE_DIGITS = 12;

    /** What is read ahead of a body in chunks; larger reads go past it. */
    static final int CHUNK_BUFFER_BYTES = 8 * 1024;

    /** How far the date of a request to S3 may be from now, which is more patient than the others. */
    static final Duration S3_CLOCK_SKEW = Duration.ofMinutes(15);

    /** Trailers after a body in chunks. AWS's clients send one. */
    static final int TRAILERS = 16;

    /** A body that needs no place: no more than the first buffer of its connection, and counted with that. */
    static final int FREE_BODY_BYTES = 8 * 1024;

    /** Up to here bodies are let in without a look at their signature: most events, nearly all other requests. */
    static final int SMALL_BODY_BYTES = 64 * 1024;

    /** From here on the body of an operation counts as one with a package; all others but PutLogEvents are smaller. */
    static final int PACKAGE_BODY_BYTES = 1024 * 1024;

    /** The part of the heap for small bodies, from anybody: with 2 GB of heap, 512 of the largest at once. */
    static final int SMALL_BODIES = 64;

    /** The part for other signed ones until their requests are answered: with 2 GB of heap, 42 events of 6 MB. */
    static final int SIGNED_BODIES = 8;

    /** The part for packages of up to 67 MiB and what is decoded from them: with 2 GB of heap, four at once. */
    static final int PACKAGE_BODIES = 4;

    /** The part for bodies to open URLs and their events: with 2 GB of heap, 10 of 6 MB or 170 of 384 KB at once. */
    static final int ANONYMOUS_BODIES = 16;

    /** How long a body waits for its place: several times as long as 6 MB take over 10 Mbit/s. */
    static final Duration BODY_PATIENCE = Duration.ofSeconds(20);

    /** How much of a body is digested before others get the processor: 0.1 to 0.5 ms. */
    static final int DIGEST_SLICE_BYTES = 256 * 1024;

    private Limits() {}
}
