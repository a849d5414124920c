package dev.hearth.model;

/** Lambda's quotas that more than one package keeps. The numbers are those that Lambda's own messages name. */
public final class Quotas {
    /** A synchronous event: 6 MiB. */
    public static final int SYNCHRONOUS_EVENT_BYTES = 6 * 1024 * 1024;

    /** An asynchronous event: 1 MiB. */
    public static final int ASYNCHRONOUS_EVENT_BYTES = 1024 * 1024;

    /** A function's answer: as much as an event, and 100 bytes for what Lambda itself may put around it. */
    public static final int RESPONSE_BYTES = SYNCHRONOUS_EVENT_BYTES + 100;

    /** An answer that is streamed: 200 MiB, since July 2025. See "Response streaming for Lambda functions". */
    public static final int STREAMED_RESPONSE_BYTES = 200 * 1024 * 1024;

    /** All packages of an account: 75 GB. */
    public static final DataSize CODE_STORAGE = new DataSize(80_530_636_800L);

    /**
     * Synchronous requests a second for each unit of concurrency. See "Understanding Lambda function scaling",
     * "concurrency and requests per second".
     */
    public static final int REQUESTS_PER_UNIT = 10;

    /** "At 1,769 MB, a function has the equivalent of one vCPU": Lambda's guide, "Configure Lambda function memory". */
    public static final int MEBIBYTES_PER_PROCESSOR = 1_769;

    /** Extensions of a function, internal and external together. See "Lambda quotas". */
    public static final int EXTENSIONS = 10;

    private Quotas() {}
}
