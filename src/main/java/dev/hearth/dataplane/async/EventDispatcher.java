package dev.hearth.dataplane.async;

import dev.hearth.base.store.StoreException;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs events whose time has come, and does with them what {@link Retries} says.
 *
 * <p>One thread looks for them, and each runs on a thread of its own. What runs is known in memory only: the store says
 * that it waits, until its end is written there. While the store fails to take that, the event goes on counting as one
 * that runs: so what a function has done once it is not asked again, as long as this process lives.
 */
public final class EventDispatcher implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventDispatcher.class);

    /** A look at least so often: the clock may have jumped. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final EventQueue queue;
    private final Frontend frontend;
    private final Function<FunctionArn, RetryPolicy> policies;
    private final Destinations destinations;
    private final Time time;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // under the lock
    private final Set<String> running = new HashSet<>();
    private final Map<FunctionArn, Integer> runningOfFunction = new HashMap<>();
    private boolean stale = true;
    private boolean closed;

    /**
     * Begins to look.
     *
     * @param policies what is done with the events of a function, by the name under which it was invoked
     */
    public EventDispatcher(
            EventQueue queue,
            Frontend frontend,
            Function<FunctionArn, RetryPolicy> policies,
            Destinations destinations,
            Time time) {
        this.queue = queue;
        this.frontend = frontend;
        this.policies = policies;
        this.destinations = destinations;
        this.time = time;
        queue.onAccepted(this::lookAgain);
        Thread.ofVirtual().name("events").start(this::look);
    }

    /** Something may be due now. */
    void lookAgain() {
        lock.lock();
        try {
            stale = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        try {
            while (awaitChange()) {
                startDue();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when it is closed. */
    private boolean awaitChange() throws InterruptedException {
        Duration wait = untilNext();
        lock.lock();
        try {
            long left = wait.toNanos();
            while (!closed && !stale && left > 0) {
                left = changed.awaitNanos(left);
            }
            // full: who ends makes room, and says so
            while (!closed && running.size() >= Limits.RUNNING) {
                changed.await();
            }
            stale = false;
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private Duration untilNext() {
        try {
            Optional<Instant> next = queue.nextDue();
            Duration wait = next.map(due -> Duration.between(time.now(), due)).orElse(LOOK);
            return wait.compareTo(LOOK) < 0 ? wait : LOOK;
        } catch (RuntimeException e) {
            LOG.warn("can't look for events; trying again", e);
            return Limits.AFTER_FAILURE;
        }
    }

    private void startDue() {
        try {
            // twice as many as may run: those that run are among them
            List<Event> due = queue.due(2 * Limits.RUNNING);
            for (Event event : due) {
                switch (claim(event)) {
                    case STARTED ->
                        Thread.ofVirtual()
                                .name("event " + event.invocation().requestId())
                                .start(() -> run(event));
                    case CROWDED -> queue.postpone(event.at(time.now().plus(Limits.CROWDED)));
                    case RUNNING, FULL -> {}
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("can't run events; trying again", e);
        }
    }

    private enum Claim {
        STARTED,
        RUNNING,
        CROWDED,
        FULL
    }

    private Claim claim(Event event) {
        lock.lock();
        try {
            if (running.contains(event.name())) {
                return Claim.RUNNING;
            }
            if (closed || running.size() >= Limits.RUNNING) {
                return Claim.FULL;
            }
            FunctionArn function = event.function().unqualified();
            if (runningOfFunction.getOrDefault(function, 0) >= Limits.RUNNING_OF_FUNCTION) {
                return Claim.CROWDED;
            }
            running.add(event.name());
            runningOfFunction.merge(function, 1, Integer::sum);
            return Claim.STARTED;
        } finally {
            lock.unlock();
        }
    }

    private void release(Event event) {
        lock.lock();
        try {
            running.remove(event.name());
            runningOfFunction.computeIfPresent(
                    event.function().unqualified(), (function, count) -> count == 1 ? null : count - 1);
            stale = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run(Event event) {
        try {
            RetryPolicy policy = policies.apply(event.function());
            if (Retries.isTooOld(event, policy, time.now())) {
                end(event, Retries.Condition.AGE_EXCEEDED, Optional.empty(), policy);
                return;
            }
            Attempt attempt = attempt(event);
            switch (Retries.after(event, attempt, policy, time.now())) {
                case Retries.Next.Done() -> end(event, Retries.Condition.SUCCESS, Optional.of(attempt), policy);
                case Retries.Next.Again(Event retried) -> write(event, () -> queue.postpone(retried));
                case Retries.Next.GivenUp(Retries.Condition condition) ->
                    end(event, condition, Optional.of(attempt), policy);
            }
        } catch (RuntimeException | Error e) {
            // it stays in the store as it was: tried again, but not at once
            LOG.error("event {} of {} hit a bug", event.invocation().requestId(), event.function(), e);
            postponeAfterBug(event);
        } finally {
            release(event);
        }
    }

    private void postponeAfterBug(Event event) {
        try {
            write(event, () -> queue.postpone(event.at(time.now().plus(Limits.AFTER_REFUSAL_MOST))));
        } catch (RuntimeException e) {
            LOG.error("event {} can't even be postponed", event.invocation().requestId(), e);
            pause(); // it is due at once
        }
    }

    private Attempt attempt(Event event) {
        try {
            Frontend.Answer answer = frontend.run(event.invocation());
            return new Attempt.Ran(answer.executedVersion(), answer.result().orElseThrow());
        } catch (ServiceException e) {
            return switch (e.code()) {
                case RESOURCE_CONFLICT -> new Attempt.Refused(e); // it may be on its way to be active
                default ->
                    e.code().category() == ErrorCategory.CALLER ? new Attempt.Impossible(e) : new Attempt.Refused(e);
            };
        }
    }

    private void end(Event event, Retries.Condition condition, Optional<Attempt> last, RetryPolicy policy) {
        boolean success = condition == Retries.Condition.SUCCESS;
        Optional<String> target = success ? policy.onSuccess() : policy.onFailure();
        String id = event.invocation().requestId();
        target.ifPresent(arn -> {
            try {
                byte[] record = DestinationRecord.of(event, condition, last, time.now());
                write(event, () -> tell(event, condition, arn, record));
            } catch (RuntimeException e) {
                // the function has done its part: it does not run again for the sake of who hears of it
                LOG.error(
                        "event {} of {} ({}) could not be told to {}", id, event.function(), condition.wire(), arn, e);
            }
        });
        if (!success && target.isEmpty()) {
            LOG.warn("event {} of {} was given up: {}", id, event.function(), condition.wire());
        }
        write(event, () -> queue.remove(event));
    }

    private void tell(Event event, Retries.Condition condition, String arn, byte[] record) {
        Destinations.Delivery delivery = destinations.deliver(event.function(), arn, record);
        if (delivery != Destinations.Delivery.DELIVERED) {
            String id = event.invocation().requestId();
            LOG.warn("event {} of {} ({}): {} {}", id, event.function(), condition.wire(), arn, delivery.text());
        }
    }

    /** Does what the store may refuse for now, as on a full disk: until it is done or all is closed. */
    private void write(Event event, Runnable work) {
        boolean told = false;
        while (true) {
            try {
                work.run();
                return;
            } catch (RuntimeException e) {
                if (!isStoreFailure(e)) {
                    throw e;
                }
                if (!told) {
                    LOG.error(
                            "what became of event {} can't be written; trying on",
                            event.invocation().requestId(),
                            e);
                    told = true;
                }
            }
            if (!pause()) {
                return; // it is in the store as it was, and runs again in a next life
            }
        }
    }

    private static boolean isStoreFailure(RuntimeException e) {
        return e instanceof StoreException
                || (e instanceof ServiceException refused && refused.code() == ErrorCode.SERVICE_UNAVAILABLE);
    }

    /** Waits for a moment; false when this is closed. */
    private boolean pause() {
        lock.lock();
        try {
            long left = Limits.AFTER_FAILURE.toNanos();
            while (!closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !closed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Starts no more; what runs goes on. */
    public void stop() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits, for a while, until what runs has ended and that is written: what is cut off runs again in a next life. */
    @Override
    public void close() {
        stop();
        boolean interrupted = false;
        lock.lock();
        try {
            long left = Limits.CLOSE.toNanos();
            while (!running.isEmpty() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
