package dev.hearth.api;

/** How much a request may bring; for an Invoke see {@link dev.hearth.model.Quotas}. */
final class Limits {
    /** A request that is none of Lambda's operations; for those see their {@code Operation}. */
    static final int REQUEST_BYTES = 1024 * 1024;

    /**
     * A request of CloudWatch Logs: {@code PutLogEvents} has up to 1 MiB of events in 10,000 objects of 50 bytes, and
     * lines that are JSON themselves grow by a half when their quotation marks are escaped.
     */
    static final int LOGS_REQUEST_BYTES = 3 * 1024 * 1024;

    private Limits() {}
}
