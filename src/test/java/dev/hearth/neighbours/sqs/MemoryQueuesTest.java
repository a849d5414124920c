package dev.hearth.neighbours.sqs;

import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The double that the tests of pollers use. */
class MemoryQueuesTest extends QueueClientContract {
    private final MemoryQueues queues = new MemoryQueues(Time.SYSTEM);

    @Override
    QueueClient client() {
        return queues;
    }

    @Override
    String create(String name, Duration visibility) {
        return queues.create(name, visibility);
    }

    @Override
    String send(String arn, String body, Optional<String> group, Map<String, QueueMessage.Attribute> custom) {
        return queues.send(arn, body, group, custom);
    }
}
