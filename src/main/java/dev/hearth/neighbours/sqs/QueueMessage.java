package dev.hearth.neighbours.sqs;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A message that a queue has handed out for a while.
 *
 * @param receipt names this reception of the message
 * @param md5 of the body, in hexadecimal
 * @param attributes those of the queue's server, such as {@code SentTimestamp}, by their names
 * @param custom those of the sender, by their names
 * @param customMd5 the digest of the sender's attributes; empty if there are none
 */
public record QueueMessage(
        String id,
        String receipt,
        String body,
        String md5,
        Map<String, String> attributes,
        Map<String, Attribute> custom,
        Optional<String> customMd5) {
    /** The attribute of a FIFO queue's message whose order it shares. */
    private static final String GROUP = "MessageGroupId";

    public QueueMessage {
        attributes = Map.copyOf(attributes);
        custom = Map.copyOf(custom);
    }

    /**
     * An attribute that the sender has set.
     *
     * @param text empty for a binary value
     * @param binary in base64; empty for a text
     */
    public record Attribute(String type, Optional<String> text, Optional<String> binary) {}

    /** The message group; empty for a message without one. */
    public Optional<String> group() {
        return Optional.ofNullable(attributes.get(GROUP));
    }

    /** The receipts of some messages. */
    public static List<String> receipts(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::receipt).toList();
    }
}
