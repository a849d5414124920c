package dev.hearth.neighbours.logs;

import dev.hearth.base.http.OpenFiles;
import dev.hearth.model.DataSize;
import java.time.Duration;

/**
 * The limits of this package. Limits of the API are constants, whose source is CloudWatch's quotas. Limits of the store
 * are values, so that a test can set lower ones.
 *
 * @param groups the most groups of an account: an empty one takes 8 KiB of the disk, all of them 160 MiB
 * @param group the most bytes of a group on the disk; over it, the oldest files are removed. Enough for 500,000 lines
 *     of usual length
 * @param streams the most streams of a group, because a folder of more files is slow to list
 * @param segment the size of a stream's file; the files of a long stream are removed one by one
 * @param buffer the most bytes that wait to be written, of all streams: a second of a slow disk
 * @param streamBuffer the most bytes that wait for one stream, so that a stream with much output does not displace
 *     others
 */
record Limits(int groups, DataSize group, int streams, DataSize segment, DataSize buffer, DataSize streamBuffer) {
    static final Limits DEFAULT = new Limits(
            20_000,
            DataSize.ofMebibytes(64),
            5_000,
            DataSize.ofMebibytes(8),
            DataSize.ofMebibytes(32),
            DataSize.ofMebibytes(4));

    /** The bytes that CloudWatch counts for each event in addition to its text. */
    static final int EVENT_EXTRA_BYTES = 26;

    /** The size of a batch of {@code PutLogEvents}, in which each event counts with these extra bytes. */
    static final int PUT_BYTES = 1_048_576;

    /** The most events in a batch of {@code PutLogEvents}. */
    static final int PUT_EVENTS = 10_000;

    /** How far after the current time an event may lie. */
    static final Duration AHEAD = Duration.ofHours(2);

    /** How far before the current time an event may lie. */
    static final Duration LATE = Duration.ofDays(14);

    /** The most text in one answer: 1 MB. */
    static final int PAGE_BYTES = 1024 * 1024;

    /** Events in one answer. */
    static final int PAGE_EVENTS = 10_000;

    /** Groups or streams in one answer. */
    static final int PAGE_ITEMS = 50;

    /** Characters of a group's or stream's name. */
    static final int NAME_CHARACTERS = 512;

    /** Characters of a filter pattern. */
    static final int PATTERN_CHARACTERS = 1024;

    /**
     * Files that are open for writing. The least recently used one is closed for another, which costs more than writing
     * a call's events does: so many sandboxes can be busy at once without that. Far fewer than may be open.
     */
    static final int OPEN_FILES = Math.min(1_024, OpenFiles.forOneServer() / 2);

    /** Files that a sweep removes at a time on the writing thread: some milliseconds, in which events wait. */
    static final int REMOVALS_AT_ONCE = 100;

    /**
     * How long events are gathered before they are written together: a fifth of the 100 ms after which they must be
     * written.
     */
    static final Duration GATHER = Duration.ofMillis(20);

    /** How long a read waits for events that were appended before it. After that it reads the existing ones. */
    static final Duration CATCH_UP = Duration.ofSeconds(5);

    /** How far below its limit a group is cut, so that not every write has to remove files. */
    static final double CUT_TO = 0.9;

    /** The memory of a waiting event in addition to its text: the object, and its place in the queue. */
    static final int EVENT_OVERHEAD_BYTES = 100;

    /**
     * How much later than its last event a file's modification time may be: for an event ahead of its time, and for a
     * file system clock that is coarse or was set back.
     */
    static final Duration CLOCK_ERROR = AHEAD.plusMinutes(1);

    /** The interval between two log lines about a failing disk. */
    static final Duration COMPLAINT = Duration.ofMinutes(1);
}
