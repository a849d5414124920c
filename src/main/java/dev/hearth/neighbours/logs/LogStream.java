package dev.hearth.neighbours.logs;

import java.time.Instant;

/** Where one sandbox's events go. */
public interface LogStream {
    /** The longest event of what Lambda writes: 256 KiB with the 26 bytes that CloudWatch counts for each event. */
    int EVENT_BYTES = 256 * 1024 - Limits.EVENT_EXTRA_BYTES;

    /**
     * Adds an event, one over {@link #EVENT_BYTES} split there; an empty message is none. Never waits for the disk: if
     * events come faster than they can be written, the newest are dropped, and a line in the stream says how many.
     */
    void append(Instant timestamp, String message);
}
