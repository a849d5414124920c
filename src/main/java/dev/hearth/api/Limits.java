package dev.hearth.api;

import java.time.Duration;

/** How much a request may bring; for an Invoke see {@link dev.hearth.model.Quotas}. */
final class Limits {
    /** A request that is none of Lambda's operations; for those see their {@code Operation}. */
    static final int REQUEST_BYTES = 1024 * 1024;

    /**
     * A request of CloudWatch Logs: {@code PutLogEvents} has up to 1 MiB of events in 10,000 objects of 50 bytes, and
     * lines that are JSON themselves grow by a half when their quotation marks are escaped.
     */
    static final int LOGS_REQUEST_BYTES = 3 * 1024 * 1024;

    /** From here on a request counts as large: it waits for a permit before its body is read. */
    static final int LARGE_BYTES = 1024 * 1024;

    /** Memory that a large request takes at its worst: the body (67 MiB) and the package decoded from it (50 MiB). */
    static final long LARGE_REQUEST_MEMORY_BYTES = 128L * 1024 * 1024;

    /** How long a large request waits for a permit before it is told to come again. */
    static final Duration LARGE_REQUEST_WAIT = Duration.ofSeconds(20);

    private Limits() {}

    /** How many large requests may be in memory at once: a quarter of the heap holds them. */
    static int largeRequests(long maxHeapBytes) {
        return Math.clamp(maxHeapBytes / 4 / LARGE_REQUEST_MEMORY_BYTES, 1, 16);
    }
}
