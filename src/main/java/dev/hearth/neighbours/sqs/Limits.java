package dev.hearth.neighbours.sqs;

import java.time.Duration;

/** The limits of the queues' API ("Amazon SQS quotas"), and how long its server may take. */
final class Limits {
    /** The most messages of one request. */
    static final int BATCH = 10;

    /** The longest wait for a message. */
    static final Duration WAIT = Duration.ofSeconds(20);

    static final Duration CONNECT = Duration.ofSeconds(10);

    /** Until an answer has come, besides the time that the server was asked to wait. */
    static final Duration ANSWER = Duration.ofSeconds(20);

    /**
     * The longest answer: messages of 1 MiB together, of which each character may be escaped as two, ten times that for
     * servers that count the megabyte for each message, and their attributes.
     */
    static final int ANSWER_BYTES = 24 * 1024 * 1024;

    private Limits() {}
}
