package dev.hearth.dataplane.functionurl;

/** The limits of function URLs; what a request and its answer may bring, see {@link dev.hearth.model.Quotas}. */
final class Limits {
    /** Some 1 KB each, 10 MB together; over that, the cache begins anew. */
    static final int CACHED_URLS = 10_000;

    /** Ids of which it is known that nothing has them, some 150 bytes each; over that, they are asked for anew. */
    static final int ABSENT_URLS = 10_000;

    /** Status, headers and cookies of a streamed answer: as much as a request's head may have. */
    static final int PRELUDE_BYTES = 64 * 1024;

    private Limits() {}
}
