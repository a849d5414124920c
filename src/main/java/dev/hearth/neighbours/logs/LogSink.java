package dev.hearth.neighbours.logs;

import dev.hearth.model.AccountId;

/** Where those who log get the streams they log to. */
@FunctionalInterface
public interface LogSink {
    /**
     * The stream to append to. It is made when its first event comes, with its group if that is not there: also again,
     * if somebody removed them. Opening it needs no closing, and costs nothing.
     */
    LogStream open(AccountId account, String group, String stream);
}
