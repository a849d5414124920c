package dev.hearth.logs;

import java.time.Instant;

/** Where one sandbox's events go. */
public interface LogStream {
    /**
     * Adds an event, longer ones split at CloudWatch's limit of 256 KB. Never waits for the disk: if events come faster
     * than they can be written, the newest are dropped, and a line in the stream says how many.
     */
    void append(Instant timestamp, String message);
}
