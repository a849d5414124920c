package dev.hearth.dataplane.pollers;

import dev.hearth.model.QueueMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What {@link PollerMachine} has done; answered by signals, but for {@code WakeAt}, {@code Cancel}, {@code Ended}. */
sealed interface PollerAction {
    /** Read a queue's depth and visibility timeout. */
    record Look(QueueMapping mapping) implements PollerAction {}

    /**
     * Receive messages.
     *
     * @param longest how long the first message may be waited for
     */
    record Receive(QueueMapping mapping, long poller, int most, Duration longest) implements PollerAction {}

    /** End a wait for messages; its {@code Receive} is answered all the same. */
    record Cancel(long poller) implements PollerAction {}

    /** Have the function process a batch. */
    record Run(QueueMapping mapping, long poller, List<Held> batch) implements PollerAction {}

    /** Delete what was processed. */
    record Delete(QueueMapping mapping, long poller, List<String> receipts) implements PollerAction {}

    /** Delete messages that no filter matches. */
    record Discard(QueueMapping mapping, List<String> receipts) implements PollerAction {}

    /** Make messages visible to others that are not processed here. */
    record Release(QueueMapping mapping, List<String> receipts) implements PollerAction {}

    /** Nothing is under way for a mapping any more that was stopped. */
    record Ended(String mapping) implements PollerAction {}

    /** Send a {@code Tick} at this time; replaces an earlier one. */
    record WakeAt(Instant when) implements PollerAction {}
}
