package dev.hearth.dataplane.functionurl;

/** The limits of function URLs. {@link dev.hearth.model.Quotas} has those of requests and answers. */
final class Limits {
    /** Cached URLs of some 1 KB, 10 MB together. When there are more, the cache is emptied. */
    static final int CACHED_URLS = 10_000;

    /** Cached ids without a URL, some 150 bytes each. When there are more, they are forgotten. */
    static final int ABSENT_URLS = 10_000;

    /** Bytes of status, headers and cookies of a streamed answer: as in a request's head. */
    static final int PRELUDE_BYTES = 64 * 1024;

    private Limits() {}
}
