package dev.hearth.dataplane.pollers;

import java.util.List;
import java.util.Optional;

/**
 * A message that a poller holds.
 *
 * @param group the message group of a FIFO queue's message; empty for other queues
 * @param record the message in the form of Lambda's event
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Held(String id, String receipt, Optional<String> group, byte[] record) {
    static List<String> receipts(List<Held> messages) {
        return messages.stream().map(Held::receipt).toList();
    }

    static long bytes(List<Held> messages) {
        return messages.stream()
                .mapToLong(message -> message.record().length + 1)
                .sum();
    }
}
