package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;

/** Opens log streams for writing. */
@FunctionalInterface
public interface LogSink {
    /**
     * Opens a stream. The stream is created when its first event comes, together with its group if that does not exist;
     * also again, after they were deleted. Opening is cheap, and an open stream need not be closed.
     */
    LogStream open(AccountId account, String group, String stream);
}
