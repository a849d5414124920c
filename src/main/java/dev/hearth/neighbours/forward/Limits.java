package dev.hearth.neighbours.forward;

import java.time.Duration;

/** How long another server may take, and how often a request may pass on. */
final class Limits {
    static final Duration CONNECT = Duration.ofSeconds(10);

    /** Until an answer begins, and between two parts of it: no operation of AWS takes longer than a Lambda function. */
    static final Duration ANSWER = Duration.ofMinutes(15);

    /** The same for a request whose body is streamed: the largest part of an S3 object, 5 GB, at 2 Mbit/s. */
    static final Duration STREAMED_ANSWER = Duration.ofHours(6);

    /** How much is read of a body at a time. */
    static final int PIECE_BYTES = 16 * 1024;

    /** Through how many servers a request may pass, by its {@code Via}: one that passes on to itself has an end. */
    static final int HOPS = 4;

    private Limits() {}
}
