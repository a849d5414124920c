package dev.hearth.auth;

import java.time.Duration;

/** Bounds of Signature Version 4: AWS's own, and those of the caches here. */
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

    private Limits() {}
}
