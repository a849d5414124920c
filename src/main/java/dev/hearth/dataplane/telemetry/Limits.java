package dev.hearth.dataplane.telemetry;

import dev.hearth.model.Quotas;
import java.time.Duration;

/** The bounds of telemetry. Those of requests are from "Lambda Telemetry API reference". */
final class Limits {
    static final int LEAST_ITEMS = 1_000;
    static final int MOST_ITEMS = 10_000;
    static final int DEFAULT_ITEMS = 10_000;
    static final int LEAST_BYTES = 262_144;
    static final int MOST_BYTES = 1_048_576;
    static final int LEAST_MILLIS = 25;
    static final int MOST_MILLIS = 30_000;
    static final int DEFAULT_MILLIS = 1_000;

    /** What a subscriber's buffer holds at most, in its own sizes: a batch that is sent, and the next. */
    static final int BATCHES = 2;

    /** Subscriptions of one environment: two for each of as many extensions as it can have. */
    static final int SUBSCRIBERS = 2 * Quotas.EXTENSIONS;

    /** What is kept of the time before a subscription: events of init and what is printed meanwhile. */
    static final int EARLY_EVENTS = 1_000;

    /** The same in bytes, as much as a buffer of the usual size. */
    static final int EARLY_BYTES = LEAST_BYTES;

    /** The part of the heap for all buffers: 64 MB with 1 GB, or 120 subscribers with full buffers. */
    static final int MEMORY_SHARE = 16;

    /** How often a batch is sent before it is dropped: with the pauses, some six seconds. */
    static final int ATTEMPTS = 7;

    /** The pause after a failure; it doubles. A listener may start after the subscription. */
    static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    /** What is read of an answer to a batch: its head. */
    static final int ANSWER_BYTES = 16 * 1024;

    /** A port that is the platform's own on Lambda. */
    static final int RESERVED_PORT = 9001;

    static final int MOST_PORT = 65_535;

    private Limits() {}
}
