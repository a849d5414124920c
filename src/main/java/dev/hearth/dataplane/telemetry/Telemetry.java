package dev.hearth.dataplane.telemetry;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the subscribers of one environment are told.
 *
 * <pre>
 * from     event               to       notes
 * CLOSED   open                OPEN     there may be subscribers: events are kept for them
 * OPEN     subscribe           OPEN     the subscriber is told of what was kept
 * OPEN     endSubscriptions    ENDED    nobody else can subscribe; what was kept is forgotten
 * any      close               CLOSED   nobody is told any more
 * </pre>
 */
public final class Telemetry {
    private final TelemetryMemory memory;
    private final Time time;
    private final Timers timers;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final Deque<TelemetryEvent> early = new ArrayDeque<>();
    private long earlyBytes;
    private volatile boolean heard;
    private State state = State.CLOSED;
    private @Nullable Door door;
    private @Nullable Listener listener;

    private enum State {
        CLOSED,
        OPEN,
        ENDED
    }

    public Telemetry(TelemetryMemory memory, Time time, Timers timers) {
        this.memory = memory;
        this.time = time;
        this.timers = timers;
    }

    /** Hears of subscriptions. */
    @FunctionalInterface
    public interface Listener {
        void subscribed(String extension, Set<Category> types, boolean ofLogs);
    }

    /** How a request to subscribe ended. */
    public enum Outcome {
        SUBSCRIBED,
        /** The environment's init is over. */
        OVER,
        /** It has subscribed by the other API. */
        OTHER_API,
        /** The environment has as many subscriptions as it may. */
        TOO_MANY
    }

    /** Lets extensions subscribe; what happens until they do is kept for them. */
    public void open(Door way) {
        lock.lock();
        try {
            door = way;
            state = State.OPEN;
            heard = true;
        } finally {
            lock.unlock();
        }
    }

    /** Who hears of subscriptions. */
    public void listen(Listener to) {
        lock.lock();
        try {
            listener = to;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody is told of anything. The first thing to ask. */
    public boolean none() {
        return !heard;
    }

    /** An extension subscribes. A second time for the same destination: as the first. */
    public Outcome subscribe(String extension, Subscription subscription) {
        boolean ofLogs = subscription.dialect().isOfLogs();
        Listener told;
        lock.lock();
        try {
            Door way = door;
            if (state != State.OPEN || way == null) {
                return Outcome.OVER;
            }
            List<Subscriber> own = subscribers.stream()
                    .filter(each -> each.name().equals(extension))
                    .toList();
            if (own.stream().anyMatch(each -> each.isOfLogs() != ofLogs)) {
                return Outcome.OTHER_API;
            }
            if (own.stream().anyMatch(each -> each.goesTo(subscription))) {
                return Outcome.SUBSCRIBED;
            }
            if (subscribers.size() >= Limits.SUBSCRIBERS) {
                return Outcome.TOO_MANY;
            }
            Subscriber subscriber = new Subscriber(extension, subscription, way, memory, time, timers);
            early.forEach(subscriber::tell);
            subscribers.add(subscriber);
            subscriber.start();
            told = listener;
        } finally {
            lock.unlock();
        }
        if (told != null) {
            told.subscribed(extension, subscription.types(), ofLogs);
        }
        return Outcome.SUBSCRIBED;
    }

    /** The environment's init is over. */
    public void endSubscriptions() {
        if (none()) {
            return;
        }
        lock.lock();
        try {
            state = State.ENDED;
            forgetEarly();
            heard = !subscribers.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Something that the platform tells. */
    public void tell(TelemetryEvent event) {
        if (none()) {
            return;
        }
        lock.lock();
        try {
            if (state == State.OPEN) {
                keep(event);
            }
            subscribers.forEach(each -> each.tell(event));
        } finally {
            lock.unlock();
        }
    }

    private void keep(TelemetryEvent event) {
        int size = event.record().toString().length();
        if (early.size() < Limits.EARLY_EVENTS && earlyBytes + size <= Limits.EARLY_BYTES && memory.take(size)) {
            early.add(event);
            earlyBytes += size;
        }
    }

    private void forgetEarly() {
        early.clear();
        memory.giveBack(earlyBytes);
        earlyBytes = 0;
    }

    /**
     * A line that was printed.
     *
     * @param structured whether the function logs JSON, so that a line may be an object
     */
    public void line(Category category, String line, boolean structured) {
        if (!none()) {
            tell(TelemetryEvent.line(time.now(), category, structured ? value(line) : JsonValue.of(line)));
        }
    }

    private static JsonValue value(String line) {
        if (!line.startsWith("{")) {
            return JsonValue.of(line);
        }
        try {
            return Json.parseObject(line);
        } catch (JsonException e) {
            return JsonValue.of(line);
        }
    }

    /** Waits until subscribers have got all that they were told up to now; not longer than this. */
    public void flush(Duration atMost) throws InterruptedException {
        long until = time.nanos() + atMost.toNanos();
        for (Subscriber subscriber : subscribers) {
            subscriber.flush(Duration.ofNanos(Math.max(0, until - time.nanos())));
        }
    }

    /** The environment is gone. */
    public void close() {
        lock.lock();
        try {
            state = State.CLOSED;
            heard = false;
            forgetEarly();
            subscribers.forEach(Subscriber::close);
        } finally {
            lock.unlock();
        }
    }
}
