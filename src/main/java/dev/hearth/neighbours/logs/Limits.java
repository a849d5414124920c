package dev.hearth.neighbours.logs;

import dev.hearth.model.DataSize;
import java.time.Duration;

/**
 * The bounds of this package: those of the API as constants, with CloudWatch's quotas as their source; those of the
 * store as values, so that a test can have smaller ones.
 *
 * @param groups how many groups an account may create: an empty one takes 8 KiB of the disk, all of them 160 MiB
 * @param group what a group may take on the disk; the oldest files go first. Enough for 500,000 lines of usual length
 * @param streams how many streams a group may have: a folder of more files is slow to list
 * @param segment where a stream's file ends and the next begins: the grain in which a long stream is forgotten
 * @param buffer what may wait to be written, over all streams: a second of a slow disk
 * @param streamBuffer what may wait of one stream, so that a noisy one does not push out the others
 */
record Limits(int groups, DataSize group, int streams, DataSize segment, DataSize buffer, DataSize streamBuffer) {
    static final Limits DEFAULT = new Limits(
            20_000,
            DataSize.ofMebibytes(64),
            5_000,
            DataSize.ofMebibytes(8),
            DataSize.ofMebibytes(32),
            DataSize.ofMebibytes(4));

    /** What CloudWatch counts for each event beside its text. */
    static final int EVENT_EXTRA_BYTES = 26;

    /** What {@code PutLogEvents} takes at once, each event counted with its extra bytes: one may be all of it. */
    static final int PUT_BYTES = 1_048_576;

    /** Events that {@code PutLogEvents} takes at once. */
    static final int PUT_EVENTS = 10_000;

    /** How far ahead of now an event that is put may lie. */
    static final Duration AHEAD = Duration.ofHours(2);

    /** How far behind now an event that is put may lie. */
    static final Duration LATE = Duration.ofDays(14);

    /** What one answer may hold of text: 1 MB. */
    static final int PAGE_BYTES = 1024 * 1024;

    /** Events in one answer. */
    static final int PAGE_EVENTS = 10_000;

    /** Groups or streams in one answer. */
    static final int PAGE_ITEMS = 50;

    /** Characters of a group's or stream's name. */
    static final int NAME_CHARACTERS = 512;

    /** Characters of a filter pattern. */
    static final int PATTERN_CHARACTERS = 1024;

    /** Files open for writing at once; the one unused for longest is closed for another. */
    static final int OPEN_FILES = 64;

    /** Files that a sweep removes in one go on the thread that writes: some milliseconds, for which events wait. */
    static final int REMOVALS_AT_ONCE = 100;

    /** How long events gather before they are written together: a fifth of the 100 ms in which they must be. */
    static final Duration GATHER = Duration.ofMillis(20);

    /** How long a read waits for what was appended before it; then it reads what is there. */
    static final Duration CATCH_UP = Duration.ofSeconds(5);

    /** How much a group is cut below its limit at once, so that not every write cuts. */
    static final double CUT_TO = 0.9;

    /** What an event takes in the buffer beside its text: the object, and its place in the queue. */
    static final int EVENT_OVERHEAD_BYTES = 100;

    /**
     * How much longer than its last event a file may seem unchanged: an event ahead of its time, and a coarse file
     * system clock or one that was set back.
     */
    static final Duration CLOCK_ERROR = AHEAD.plusMinutes(1);

    /** How often a failing disk is worth a line in the log. */
    static final Duration COMPLAINT = Duration.ofMinutes(1);
}
