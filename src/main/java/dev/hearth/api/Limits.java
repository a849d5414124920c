package dev.hearth.api;

/** The limits of requests' bodies; for an Invoke see {@link dev.hearth.model.Quotas}. */
final class Limits {
    /** A request that is not one of Lambda's operations. Those have a limit of their own in {@code Operation}. */
    static final int REQUEST_BYTES = 1024 * 1024;

    /**
     * A request of CloudWatch Logs: {@code PutLogEvents} has up to 1 MiB of events in 10,000 objects of 50 bytes, and
     * lines that are JSON themselves grow by a half when their quotation marks are escaped.
     */
    static final int LOGS_REQUEST_BYTES = 3 * 1024 * 1024;

    /** A request of another service than S3 that passes on: DynamoDB's largest, {@code BatchWriteItem}. */
    static final int FORWARDED_REQUEST_BYTES = 16 * 1024 * 1024;

    static final int TENANT_CHARACTERS = 256;

    private Limits() {}
}
