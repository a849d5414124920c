package dev.hearth.dataplane.pollers;

import dev.hearth.model.Quotas;
import java.time.Duration;

/** How much pollers may take of the machine, and how they scale: as "Using Lambda with Amazon SQS" says, if quoted. */
final class Limits {
    /** Batches of all mappings that are gathered or run at a time. Each mostly waits for its function. */
    static final int SLOTS = 64;

    /** "Lambda starts processing five batches at a time with five concurrent invocations". */
    static final int WIDTH_AT_FIRST = 5;

    /** "Lambda increases the number of processes that are reading batches by up to 300 more concurrent invokes". */
    static final int WIDTH_STEP = 300;

    /** "The maximum number of batches that an event source mapping can process simultaneously is 1,250". */
    static final int WIDTH = 1_250;

    /** How often a queue's depth is read: "per minute". */
    static final Duration LOOK = Duration.ofMinutes(1);

    /** The most messages of one request. */
    static final int RECEIVED = 10;

    /** How long a request waits for a message: the longest that a queue's server waits. */
    static final Duration WAIT = Duration.ofSeconds(20);

    /** The payload of an invocation. */
    static final int EVENT_BYTES = Quotas.SYNCHRONOUS_EVENT_BYTES;

    /**
     * What the messages of one more request may take of an event: 1 MiB, of which each character may be escaped. A
     * batch with less room left is not gathered further.
     */
    static final int RECEIVED_BYTES = 2 * 1024 * 1024;

    /** An undeleted message is visible again soon: so long before that, no attempt to process it begins. */
    static final Duration BEFORE_VISIBLE = Duration.ofSeconds(2);

    /** After a throttle, doubled with each one of the same batch up to {@link #AFTER_THROTTLE_MOST}. */
    static final Duration AFTER_THROTTLE = Duration.ofSeconds(1);

    static final Duration AFTER_THROTTLE_MOST = Duration.ofSeconds(30);

    /** After a queue's server failed, doubled with each failure up to {@link #AFTER_FAILURE_MOST}. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    static final Duration AFTER_FAILURE_MOST = Duration.ofMinutes(1);

    /** How long a mapping rests whose function can't run, for instance because it does not exist. */
    static final Duration AFTER_IMPOSSIBLE = Duration.ofSeconds(30);

    /** How often processed messages are deleted before they are left to come back. */
    static final int DELETIONS = 4;

    /** How long requests to the queue's server that are under way may take when the process ends. */
    static final Duration CLOSE = Duration.ofSeconds(5);

    private Limits() {}
}
