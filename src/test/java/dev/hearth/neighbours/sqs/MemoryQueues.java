package dev.hearth.neighbours.sqs;

import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Queues in memory. */
public final class MemoryQueues implements QueueClient {
    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:";

    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Queue> queues = new HashMap<>();
    private long numbers;

    /** Is thrown by each deletion until it is null again. */
    private @Nullable QueueException refusal;

    private record Queue(Duration visibility, Map<String, Stored> messages) {}

    private static final class Stored {
        final String id;
        final String body;
        final Optional<String> group;
        final Map<String, QueueMessage.Attribute> custom;
        Instant visible;
        String receipt = "";
        int receptions;

        Stored(
                String id,
                String body,
                Optional<String> group,
                Map<String, QueueMessage.Attribute> custom,
                Instant visible) {
            this.id = id;
            this.body = body;
            this.group = group;
            this.custom = custom;
            this.visible = visible;
        }
    }

    public MemoryQueues(Time time) {
        this.time = time;
    }

    public String create(String name, Duration visibility) {
        lock.lock();
        try {
            queues.put(ARN + name, new Queue(visibility, new LinkedHashMap<>()));
            return ARN + name;
        } finally {
            lock.unlock();
        }
    }

    public String send(String arn, String body, Optional<String> group, Map<String, QueueMessage.Attribute> custom) {
        lock.lock();
        try {
            String id = "message-" + ++numbers;
            queue(arn).messages().put(id, new Stored(id, body, group, custom, time.now()));
            changed.signalAll();
            return id;
        } finally {
            lock.unlock();
        }
    }

    public String send(String arn, String body) {
        return send(arn, body, Optional.empty(), Map.of());
    }

    public int count(String arn) {
        lock.lock();
        try {
            return queue(arn).messages().size();
        } finally {
            lock.unlock();
        }
    }

    /** Messages that a test's clock has made visible again can be received. */
    public void timePassed() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Has deletions fail from now on; not any more with null. */
    public void refuseDeletions(@Nullable QueueException reason) {
        lock.lock();
        try {
            refusal = reason;
        } finally {
            lock.unlock();
        }
    }

    private Queue queue(String arn) {
        Queue queue = queues.get(arn);
        if (queue == null) {
            throw new QueueException("QueueDoesNotExist " + arn);
        }
        return queue;
    }

    @Override
    public Status look(String queue) {
        lock.lock();
        try {
            long visible = queue(queue).messages().values().stream()
                    .filter(this::isVisible)
                    .count();
            return new Status(visible, queue(queue).visibility());
        } finally {
            lock.unlock();
        }
    }

    private boolean isVisible(Stored message) {
        return !message.visible.isAfter(time.now());
    }

    @Override
    public List<QueueMessage> receive(String queue, int most, Duration wait) {
        lock.lock();
        try {
            long left = wait.toNanos();
            List<QueueMessage> received = receive(queue(queue), most);
            while (received.isEmpty() && left > 0) {
                left = Math.min(
                        left
                                - TimeUnit.MILLISECONDS.toNanos(20)
                                + changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(20)),
                        left);
                received = receive(queue(queue), most);
            }
            return received;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueException("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private List<QueueMessage> receive(Queue queue, int most) {
        Set<String> busy = new HashSet<>();
        queue.messages().values().stream()
                .filter(message -> !isVisible(message))
                .forEach(message -> message.group.ifPresent(busy::add));
        List<QueueMessage> received = new ArrayList<>();
        for (Stored message : queue.messages().values()) {
            if (received.size() < most
                    && isVisible(message)
                    && message.group.filter(busy::contains).isEmpty()) {
                message.visible = time.now().plus(queue.visibility());
                message.receipt = message.id + "#" + ++message.receptions;
                received.add(handed(message));
            }
        }
        return received;
    }

    private static QueueMessage handed(Stored message) {
        Map<String, String> attributes = new HashMap<>();
        attributes.put("ApproximateReceiveCount", String.valueOf(message.receptions));
        message.group.ifPresent(group -> attributes.put("MessageGroupId", group));
        return new QueueMessage(
                message.id, message.receipt, message.body, "md5", attributes, message.custom, Optional.empty());
    }

    @Override
    public void delete(String queue, List<String> receipts) {
        lock.lock();
        try {
            if (refusal != null) {
                throw refusal;
            }
            queue(queue).messages().values().removeIf(message -> receipts.contains(message.receipt));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void release(String queue, List<String> receipts) {
        lock.lock();
        try {
            queue(queue).messages().values().stream()
                    .filter(message -> receipts.contains(message.receipt))
                    .forEach(message -> message.visible = time.now());
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {}
}
