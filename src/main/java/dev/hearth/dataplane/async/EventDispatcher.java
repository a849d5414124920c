package dev.hearth.dataplane.async;

import dev.hearth.base.store.StoreException;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the actions of {@link EventMachine}, and reports the results to it. An event's actions have a thread each;
 * those of whole queues share {@value Limits#QUEUES_AT_ONCE} threads.
 *
 * <p>While the store can't write the result of an event, the event keeps its slot. So the function does not run a
 * second time, as long as this process lives.
 */
public final class EventDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

    private final EventQueue queue;
    private final Frontend frontend;
    private final Function<FunctionArn, RetryPolicy> policies;
    private final Destinations destinations;
    private final Time time;
    private final Timers timers;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Does the actions for whole queues. After its end they are not done: the store has what is left to do. */
    private final ThreadPoolExecutor ofQueues = new ThreadPoolExecutor(
            Limits.QUEUES_AT_ONCE,
            Limits.QUEUES_AT_ONCE,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofVirtual().name("event-queues-", 0).factory(),
            new ThreadPoolExecutor.DiscardPolicy());

    // under the lock
    private final EventMachine machine = new EventMachine();
    private Timers.@Nullable Timer timer;
    private volatile boolean failing;

    private volatile boolean closed;

    /**
     * Begins to run events.
     *
     * @param policies the policies of functions, by the name under which a function was invoked
     */
    public EventDispatcher(
            EventQueue queue,
            Frontend frontend,
            Function<FunctionArn, RetryPolicy> policies,
            Destinations destinations,
            Time time,
            Timers timers) {
        this.queue = queue;
        this.frontend = frontend;
        this.policies = policies;
        this.destinations = destinations;
        this.time = time;
        this.timers = timers;
        queue.onAccepted(accepted -> tell(new EventSignal.Accepted(accepted)));
        queue.onDeleted(deleted -> tell(new EventSignal.Deleted(deleted)));
        tell(new EventSignal.Started());
    }

    private void tell(EventSignal signal) {
        List<EventAction> actions;
        lock.lock();
        try {
            actions = machine.on(signal, time.now());
            for (EventAction action : actions) {
                if (action instanceof EventAction.WakeAt(Instant when)) {
                    wakeAt(when); // the latest order is valid, so that it is executed here, in order
                }
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        actions.forEach(this::begin);
    }

    private void begin(EventAction action) {
        switch (action) {
            case EventAction.WakeAt _ -> {} // done under the lock
            case EventAction.Claim _, EventAction.Sweep _ -> ofQueues.execute(() -> perform(action));
            case EventAction.Load _,
                    EventAction.Invoke _,
                    EventAction.Tell _,
                    EventAction.Remove _,
                    EventAction.Postpone _,
                    EventAction.Renew _,
                    EventAction.Look _ ->
                Thread.ofVirtual().name(action.getClass().getSimpleName()).start(() -> perform(action));
        }
    }

    private void wakeAt(Instant when) {
        if (timer != null) {
            timer.cancel();
        }
        long nanos = time.nanos() + Duration.between(time.now(), when).toNanos();
        // may wait for the lock, which the shared thread of timers must not
        timer = timers.at(nanos, () -> Thread.ofVirtual().name("events").start(() -> tell(new EventSignal.Tick())));
    }

    private void perform(EventAction action) {
        switch (action) {
            case EventAction.Claim(QueueId id, int count) ->
                tried(() -> queue.claim(id, count), new EventSignal.ClaimFailed(id), new EventSignal.ClaimFailed(id));
            case EventAction.Load(QueueId id, String name) ->
                tried(() -> load(id, name), new EventSignal.Failed(id, name), new EventSignal.Broken(id, name));
            case EventAction.Invoke(QueueId id, Event event) ->
                tried(
                        () -> new EventSignal.Ran(id, event.name(), attempt(id, event)),
                        new EventSignal.Failed(id, event.name()),
                        new EventSignal.Broken(id, event.name()));
            case EventAction.Tell telling ->
                tried(
                        () -> tellDestination(telling),
                        new EventSignal.Failed(telling.queue(), telling.event().name()),
                        new EventSignal.Broken(telling.queue(), telling.event().name()));
            case EventAction.Postpone(QueueId id, Event event) -> written(id, event, () -> queue.postpone(id, event));
            case EventAction.Remove removal -> written(removal.queue(), removal.event(), () -> remove(removal));
            case EventAction.Sweep(QueueId id) ->
                tried(
                        () -> new EventSignal.Swept(id, queue.sweep(id)),
                        new EventSignal.SweepFailed(id),
                        new EventSignal.SweepFailed(id));
            case EventAction.Renew() -> quietly(queue::renew);
            case EventAction.Look() -> quietly(() -> queue.look().forEach(this::tell));
            case EventAction.WakeAt wake -> throw new IllegalArgumentException("is done at once: " + wake);
        }
    }

    /** The execution of an action, which returns its answer. */
    private interface Work {
        EventSignal run();
    }

    private void remove(EventAction.Remove removal) {
        Event event = removal.event();
        queue.remove(removal.queue(), event.name());
        removal.loss()
                .ifPresent(
                        what -> LOG.warn("event {} of {} {}", event.invocation().requestId(), event.function(), what));
    }

    private void written(QueueId id, Event event, Runnable write) {
        tried(
                () -> {
                    write.run();
                    recovered();
                    return new EventSignal.Written(id, event.name());
                },
                new EventSignal.Failed(id, event.name()),
                new EventSignal.Broken(id, event.name()));
    }

    private void tried(Work work, EventSignal failed, EventSignal broken) {
        EventSignal answer;
        try {
            answer = work.run();
        } catch (RuntimeException | Error e) {
            if (e instanceof RuntimeException failure && isStoreFailure(failure)) {
                storeFailed(failure);
                answer = failed;
            } else {
                LOG.error("running events hit a bug: {}", broken, e);
                answer = broken;
            }
        }
        tell(answer);
    }

    /** Runs work that is repeated later anyway, whatever its result. */
    private void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (!closed) {
                LOG.warn("can't look for events; trying again", e);
            }
        }
    }

    private EventSignal load(QueueId id, String name) {
        Optional<Event> event = queue.find(id, name);
        RetryPolicy policy = event.map(Event::function).map(policies).orElse(RetryPolicy.DEFAULT);
        return new EventSignal.Loaded(id, name, event, policy);
    }

    private Attempt attempt(QueueId id, Event event) {
        try {
            Frontend.Answer answer = frontend.run(event.invocation(), id.function());
            return new Attempt.Ran(answer.executedVersion(), answer.result().orElseThrow());
        } catch (ServiceException e) {
            return switch (e.code()) {
                case RESOURCE_CONFLICT -> new Attempt.Refused(e); // the function may become active soon
                default ->
                    e.code().category() == ErrorCategory.CALLER ? new Attempt.Impossible(e) : new Attempt.Refused(e);
            };
        }
    }

    private EventSignal tellDestination(EventAction.Tell telling) {
        Event event = telling.event();
        byte[] record = telling.ending()
                .map(ending -> DestinationRecord.of(event, ending.condition(), ending.last(), time.now()))
                .orElseGet(() -> event.invocation().payload());
        boolean again = false;
        try {
            Destinations.Delivery delivery = destinations.deliver(event.invocation(), telling.target(), record);
            if (delivery != Destinations.Delivery.DELIVERED) {
                LOG.warn(
                        "event {} of {}: {} {}",
                        event.invocation().requestId(),
                        event.function(),
                        telling.target(),
                        delivery.text());
            }
        } catch (ServiceException refused) {
            if (refused.code() != ErrorCode.TOO_MANY_REQUESTS) {
                throw refused;
            }
            again = true;
        }
        return new EventSignal.Told(telling.queue(), event.name(), record, again);
    }

    private static boolean isStoreFailure(RuntimeException e) {
        return e instanceof StoreException
                || (e instanceof ServiceException refused && refused.code() == ErrorCode.SERVICE_UNAVAILABLE);
    }

    /** Logs a failure of the store once, until it works again. */
    private void storeFailed(RuntimeException failure) {
        if (note(true)) {
            LOG.error("the store does not take what became of events; trying on", failure);
        }
    }

    private void recovered() {
        if (failing && note(false)) {
            LOG.info("the store takes what became of events again");
        }
    }

    /** Whether the state has changed. */
    private boolean note(boolean fails) {
        lock.lock();
        try {
            boolean news = failing != fails;
            failing = fails;
            return news;
        } finally {
            lock.unlock();
        }
    }

    /** Starts no more events; running ones go on. */
    public void stop() {
        tell(new EventSignal.Stopped());
    }

    /**
     * Waits for a while until running events have ended and were written. Events that are cut off run again after the
     * next start.
     */
    @Override
    public void close() {
        stop();
        closed = true;
        boolean interrupted = false;
        lock.lock();
        try {
            long left = Limits.CLOSE.toNanos();
            while (!machine.isIdle() && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (timer != null) {
                timer.cancel();
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            lock.unlock();
        }
        ofQueues.shutdown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
