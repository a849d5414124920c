package dev.hearth.neighbours.logs;

import java.time.Instant;

/** The log stream of one sandbox. */
public interface LogStream {
    /** The longest event of what Lambda writes: 256 KiB with the 26 bytes that CloudWatch counts for each event. */
    int EVENT_BYTES = 256 * 1024 - Limits.EVENT_EXTRA_BYTES;

    /**
     * Adds an event. A message over {@link #EVENT_BYTES} is split, an empty one is ignored. Never waits for the disk:
     * if events come faster than they can be written, the newest are dropped, and a line in the stream tells how many.
     */
    void append(Instant timestamp, String message);
}
