package dev.hearth.dataplane.telemetry;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One extension that has subscribed. Whoever tells it of an event does not wait; a thread of its own takes batches to
 * it, one at a time.
 *
 * <pre>
 * a batch goes when                            notes
 * it is full, or its oldest event is old       as the subscription says
 * the environment ends                         {@link #flush}
 * </pre>
 */
final class Subscriber {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);
    private static final String BEHIND =
            "Consumer seems to have fallen behind as it has not acknowledged receipt of logs.";

    private final String name;
    private final Subscription subscription;
    private final Delivery delivery;
    private final Time time;
    private final Timers timers;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final EventBuffer buffer;
    private final TelemetryMemory memory;
    private Timers.@Nullable Timer timer;
    private boolean due;
    private boolean sending;
    private boolean closed;

    Subscriber(String name, Subscription subscription, Door door, TelemetryMemory memory, Time time, Timers timers) {
        this.name = name;
        this.subscription = subscription;
        this.delivery = new Delivery(door, subscription.destination());
        this.memory = memory;
        this.buffer = new EventBuffer(subscription, memory);
        this.time = time;
        this.timers = timers;
    }

    void start() {
        Thread.ofVirtual().name("telemetry of " + name).start(this::run);
    }

    String name() {
        return name;
    }

    boolean goesTo(Subscription other) {
        return subscription.destination().equals(other.destination());
    }

    boolean isOfLogs() {
        return subscription.dialect().isOfLogs();
    }

    /** Tells it of an event, if it wants to know. */
    void tell(TelemetryEvent event) {
        if (!subscription.types().contains(event.category())) {
            return;
        }
        for (TelemetryEvent each : subscription.dialect().translate(event)) {
            add(each);
        }
    }

    private void add(TelemetryEvent event) {
        byte[] json = event.toJson().getBytes(StandardCharsets.UTF_8);
        lock.lock();
        try {
            if (closed) {
                return;
            }
            buffer.add(json);
            if (buffer.isFull()) {
                changed.signalAll();
            } else if (timer == null && !buffer.isEmpty()) {
                timer = timers.at(time.nanos() + subscription.timeout().toNanos(), this::ring);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ring() {
        lock.lock();
        try {
            timer = null;
            due = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            for (EventBuffer.Batch batch = next(); batch != null; batch = next()) {
                deliver(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private EventBuffer.@Nullable Batch next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            sending = false;
            changed.signalAll();
            while (!closed && !buffer.isFull() && !(due && !buffer.isEmpty())) {
                due = false;
                changed.await();
            }
            if (closed) {
                return null;
            }
            cancelTimer();
            sending = true;
            EventBuffer.Batch batch = buffer.take();
            due = due && !buffer.isEmpty();
            if (!buffer.isEmpty() && !due) {
                timer = timers.at(time.nanos() + subscription.timeout().toNanos(), this::ring);
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(EventBuffer.Batch batch) throws InterruptedException {
        EventBuffer.Dropped dropped = takeDropped();
        List<byte[]> events = withDropped(dropped, batch.events());
        try {
            Duration pause = Limits.FIRST_PAUSE;
            for (int attempt = 1; !attempt(events); attempt++) {
                if (attempt == Limits.ATTEMPTS || !pause(pause)) {
                    lost(batch, dropped);
                    return;
                }
                pause = pause.multipliedBy(2);
            }
        } finally {
            memory.giveBack(batch.bytes());
        }
    }

    private boolean attempt(List<byte[]> events) {
        try {
            delivery.send(events);
            return true;
        } catch (IOException e) {
            LOG.debug("{} events did not reach {}: {}", events.size(), name, e.toString());
            return false;
        }
    }

    private EventBuffer.Dropped takeDropped() {
        lock.lock();
        try {
            return buffer.takeDropped();
        } finally {
            lock.unlock();
        }
    }

    /** With the news of what was dropped, of which the subscriber is told first. */
    private List<byte[]> withDropped(EventBuffer.Dropped dropped, List<byte[]> events) {
        if (dropped.records() == 0) {
            return events;
        }
        List<byte[]> all = new ArrayList<>();
        JsonObject record = JsonObject.builder()
                .put("droppedBytes", dropped.bytes())
                .put("droppedRecords", dropped.records())
                .put("reason", BEHIND)
                .build();
        all.add(TelemetryEvent.platform(time.now(), "platform.logsDropped", record)
                .toJson()
                .getBytes(StandardCharsets.UTF_8));
        all.addAll(events);
        return all;
    }

    /** The batch is dropped, and the news of what was dropped before it waits for the next one. */
    private void lost(EventBuffer.Batch batch, EventBuffer.Dropped before) {
        lock.lock();
        try {
            buffer.dropped(batch.events().size() + before.records(), batch.bytes() + before.bytes());
        } finally {
            lock.unlock();
        }
    }

    /** False if it was closed meanwhile. */
    private boolean pause(Duration length) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            await(length, () -> closed);
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that it was told up to now has been delivered; not longer than this. */
    void flush(Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            due = true;
            changed.signalAll();
            await(atMost, () -> closed || (buffer.isEmpty() && !sending));
        } finally {
            lock.unlock();
        }
    }

    private void await(Duration atMost, java.util.function.BooleanSupplier holds) throws InterruptedException {
        long until = time.nanos() + atMost.toNanos();
        Timers.Timer wake = timers.at(until, this::wake);
        try {
            while (!holds.getAsBoolean() && time.nanos() - until < 0) {
                changed.await();
            }
        } finally {
            wake.cancel();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            cancelTimer();
            buffer.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            delivery.close();
        } catch (IOException e) {
            LOG.debug("the connection to {} broke as it was closed: {}", name, e.toString());
        }
    }
}
