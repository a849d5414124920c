package dev.hearth.neighbours.sqs;

import java.time.Duration;
import java.util.List;

/** What a consumer of queues does. Queues are named by their ARNs. All methods throw {@link QueueException}. */
public interface QueueClient extends AutoCloseable {
    /**
     * How a queue is.
     *
     * @param visible how many messages can be received now, approximately
     * @param visibility how long a received message stays invisible to others
     */
    record Status(long visible, Duration visibility) {}

    /** How a queue is now. */
    Status look(String queue);

    /**
     * Receives messages. They become visible again after the queue's visibility timeout. An interrupt ends the wait
     * with an exception; messages that the server sent just then become visible again later.
     *
     * @param most from 1 to 10
     * @param wait for the first message, up to 20 seconds
     */
    List<QueueMessage> receive(String queue, int most, Duration wait);

    /**
     * Deletes received messages.
     *
     * @throws QueueException also if only some could not be deleted; deleting again does no harm
     */
    void delete(String queue, List<String> receipts);

    /** Makes received messages visible again at once. */
    void release(String queue, List<String> receipts);

    @Override
    void close();
}
