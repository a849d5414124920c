package dev.hearth.dataplane.pollers;

import dev.hearth.model.QueueMapping;
import java.time.Duration;
import java.util.List;

/** What {@link PollerMachine} is told. Pollers are named by their numbers, mappings by their ids. */
sealed interface PollerSignal {
    /** A mapping is to be polled, or has changed. */
    record Started(QueueMapping mapping) implements PollerSignal {}

    /** A mapping is not to be polled any more. */
    record Stopped(String mapping) implements PollerSignal {}

    /** No mapping is to be polled any more: the process ends. */
    record StoppedAll() implements PollerSignal {}

    /** A time has come. */
    record Tick() implements PollerSignal {}

    /** What a queue's server says about the queue. */
    record Looked(String mapping, long visible, Duration visibility) implements PollerSignal {}

    /** The server did not answer that. */
    record LookFailed(String mapping, String reason) implements PollerSignal {}

    /**
     * Messages were received, perhaps none.
     *
     * @param count how many, with those that no filter matches
     * @param unmatched the receipts of messages that no filter matches
     */
    record Received(String mapping, long poller, int count, List<Held> matched, List<String> unmatched)
            implements PollerSignal {}

    /** The server did not answer, or was not waited for. */
    record ReceiveFailed(String mapping, long poller, String reason) implements PollerSignal {}

    /** An attempt to process a batch has ended. */
    record Ran(String mapping, long poller, Outcome outcome) implements PollerSignal {}

    /** The processed messages of a batch are deleted. */
    record Deleted(String mapping, long poller) implements PollerSignal {}

    /** They could not be deleted. */
    record DeleteFailed(String mapping, long poller, String reason) implements PollerSignal {}

    /** What {@link PollerAction.Discard} and {@link PollerAction.Release} did, well or not. */
    record LetGo(String mapping) implements PollerSignal {}
}
