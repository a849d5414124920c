package dev.hearth.dataplane.pollers;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.QueueMapping;
import dev.hearth.neighbours.sqs.QueueClient;
import dev.hearth.neighbours.sqs.QueueException;
import dev.hearth.neighbours.sqs.QueueMessage;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Polls queues for event source mappings: does what {@link PollerMachine} decides, each action on a thread of its own.
 *
 * <p>Messages stay in their queue until they are processed, so nothing is lost when the process dies: they are visible
 * again after the queue's visibility timeout.
 */
public final class QueuePollers implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePollers.class);

    /** What a function's role must be allowed: "Execution role permissions" for queues. */
    private static final List<String> ACTIONS = List.of("ReceiveMessage", "DeleteMessage", "GetQueueAttributes");

    /** The messages that are held may take this part of the heap. */
    private static final int PART_OF_HEAP = 16;

    private final QueueClient queues;
    private final QueueAccess access;
    private final Frontend frontend;
    private final Time time;
    private final Timers timers;
    private final Ids ids;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PollerMachine machine;

    /** The threads that wait for messages, by their pollers; interrupted only under the lock. */
    private final Map<Long, Thread> receiving = new HashMap<>();

    private final Set<Long> cancelled = new HashSet<>();
    private Timers.@Nullable Timer timer;
    private boolean closed;

    /** @param heap the most memory of this process, in bytes */
    public QueuePollers(
            QueueClient queues, QueueAccess access, Frontend frontend, Time time, Timers timers, Ids ids, long heap) {
        this.queues = queues;
        this.access = access;
        this.frontend = frontend;
        this.time = time;
        this.timers = timers;
        this.ids = ids;
        this.machine = new PollerMachine(heap / PART_OF_HEAP);
    }

    /** Begins to poll for a mapping, or goes on with its new settings; batches that were begun keep theirs. */
    public void start(QueueMapping mapping) {
        tell(new PollerSignal.Started(mapping));
    }

    /**
     * Ends to poll for a mapping. Returns when its batches have ended, or when it is started again.
     *
     * @throws InterruptedException if this thread is interrupted before that
     */
    public void stop(String mapping) throws InterruptedException {
        tell(new PollerSignal.Stopped(mapping));
        lock.lockInterruptibly();
        try {
            while (machine.isStopping(mapping)) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What came of a mapping's last batch, in Lambda's form; empty if it is not polled. */
    public Optional<String> result(String mapping) {
        lock.lock();
        try {
            return machine.result(mapping);
        } finally {
            lock.unlock();
        }
    }

    private void tell(PollerSignal signal) {
        List<PollerAction> actions;
        lock.lock();
        try {
            if (closed && signal instanceof PollerSignal.Started) {
                return; // the process ends; the next one polls
            }
            switch (signal) {
                case PollerSignal.Received received -> cancelled.remove(received.poller());
                case PollerSignal.ReceiveFailed failed -> cancelled.remove(failed.poller());
                case PollerSignal.Started _ -> changed.signalAll();
                default -> {}
            }
            actions = machine.on(signal, time.now());
            for (PollerAction action : actions) {
                switch (action) {
                    case PollerAction.WakeAt(Instant when) -> wakeAt(when);
                    case PollerAction.Cancel(long poller) -> cancel(poller);
                    case PollerAction.Ended _ -> changed.signalAll();
                    case PollerAction.Look _,
                            PollerAction.Receive _,
                            PollerAction.Run _,
                            PollerAction.Delete _,
                            PollerAction.Discard _,
                            PollerAction.Release _ -> {}
                }
            }
        } finally {
            lock.unlock();
        }
        for (PollerAction action : actions) {
            Thread.ofVirtual().name("poller").start(() -> perform(action));
        }
    }

    private void wakeAt(Instant when) {
        if (timer != null) {
            timer.cancel();
        }
        long nanos = time.nanos() + Duration.between(time.now(), when).toNanos();
        timer = timers.at(nanos, () -> Thread.ofVirtual().name("poller").start(() -> tell(new PollerSignal.Tick())));
    }

    private void cancel(long poller) {
        Thread thread = receiving.get(poller);
        if (thread == null) {
            cancelled.add(poller); // it has not begun
        } else {
            thread.interrupt();
        }
    }

    private void perform(PollerAction action) {
        switch (action) {
            case PollerAction.Look(QueueMapping mapping) -> look(mapping);
            case PollerAction.Receive receive -> receive(receive);
            case PollerAction.Run(QueueMapping mapping, long poller, List<Held> batch) ->
                tell(new PollerSignal.Ran(mapping.id(), poller, run(mapping, batch)));
            case PollerAction.Delete(QueueMapping mapping, long poller, List<String> receipts) -> {
                Optional<String> problem = tried(() -> queues.delete(mapping.queue(), receipts));
                tell(problem.<PollerSignal>map(why -> new PollerSignal.DeleteFailed(mapping.id(), poller, why))
                        .orElseGet(() -> new PollerSignal.Deleted(mapping.id(), poller)));
            }
            case PollerAction.Discard(QueueMapping mapping, List<String> receipts) ->
                letGo(mapping, () -> queues.delete(mapping.queue(), receipts));
            case PollerAction.Release(QueueMapping mapping, List<String> receipts) ->
                letGo(mapping, () -> queues.release(mapping.queue(), receipts));
            case PollerAction.Cancel _, PollerAction.Ended _, PollerAction.WakeAt _ -> {}
        }
    }

    private void look(QueueMapping mapping) {
        PollerSignal answer;
        try {
            checkAccess(mapping);
            QueueClient.Status status = queues.look(mapping.queue());
            answer = new PollerSignal.Looked(mapping.id(), status.visible(), status.visibility());
        } catch (RuntimeException | Error e) {
            answer = new PollerSignal.LookFailed(mapping.id(), reason(e));
        }
        tell(answer);
    }

    private void checkAccess(QueueMapping mapping) {
        for (String action : ACTIONS) {
            if (!access.allows(mapping, action)) {
                throw new QueueException(
                        "The provided execution role does not have permissions to call " + action + " on SQS");
            }
        }
    }

    private void receive(PollerAction.Receive action) {
        String mapping = action.mapping().id();
        PollerSignal answer;
        try {
            answer = begins(action.poller())
                    ? received(action)
                    : new PollerSignal.ReceiveFailed(mapping, action.poller(), "stopped");
        } catch (RuntimeException | Error e) {
            answer = new PollerSignal.ReceiveFailed(mapping, action.poller(), reason(e));
        } finally {
            ends(action.poller());
        }
        tell(answer);
    }

    private PollerSignal received(PollerAction.Receive action) {
        String queue = action.mapping().queue();
        checkAccess(action.mapping());
        Filters filters = Filters.of(action.mapping().filters());
        List<QueueMessage> messages = queues.receive(queue, action.most(), action.longest());
        List<Held> matched = new ArrayList<>();
        List<String> unmatched = new ArrayList<>();
        for (QueueMessage message : messages) {
            JsonObject record = BatchEvent.record(message, queue);
            if (filters.match(record)) {
                matched.add(BatchEvent.held(message, record));
            } else {
                unmatched.add(message.receipt());
            }
        }
        return new PollerSignal.Received(action.mapping().id(), action.poller(), messages.size(), matched, unmatched);
    }

    /** Has this thread be interrupted by a cancellation; false if there was one already. */
    private boolean begins(long poller) {
        lock.lock();
        try {
            if (cancelled.remove(poller)) {
                return false;
            }
            receiving.put(poller, Thread.currentThread());
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void ends(long poller) {
        lock.lock();
        try {
            receiving.remove(poller);
            Thread.interrupted(); // a cancellation that came too late
        } finally {
            lock.unlock();
        }
    }

    private Outcome run(QueueMapping mapping, List<Held> batch) {
        String requestId = ids.uuid();
        try (CallTimes times = frontend.begin(requestId)) {
            Frontend.Answer answer = frontend.invoke(
                    new Frontend.Call(
                            mapping.account(),
                            mapping.function(),
                            Optional.empty(),
                            Frontend.InvocationType.BATCH,
                            BatchEvent.of(batch),
                            requestId,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            times),
                    false);
            InvocationResult result = answer.result().orElseThrow();
            if (result.functionError().isPresent()) {
                return new Outcome.Failed();
            }
            return mapping.reportsFailures()
                    ? BatchAnswer.failed(result.payload(), batch)
                            .<Outcome>map(Outcome.Processed::new)
                            .orElseGet(Outcome.Failed::new)
                    : new Outcome.Processed(Set.of());
        } catch (ServiceException e) {
            String reason = String.valueOf(e.getMessage());
            return e.code().category() == ErrorCategory.CALLER && e.code() != ErrorCode.RESOURCE_CONFLICT
                    ? new Outcome.Impossible(reason)
                    : new Outcome.Refused(reason);
        } catch (RuntimeException | Error e) {
            LOG.error("a batch of {} hit a bug", mapping.queue(), e);
            return new Outcome.Impossible("Internal error");
        }
    }

    /** Messages that could not be let go of are visible again later. */
    private void letGo(QueueMapping mapping, Runnable work) {
        tried(work).ifPresent(why -> LOG.debug("messages of {} come back later: {}", mapping.queue(), why));
        tell(new PollerSignal.LetGo(mapping.id()));
    }

    /** Why it failed; empty if it did not. */
    private Optional<String> tried(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (RuntimeException | Error e) {
            return Optional.of(reason(e));
        }
    }

    private static String reason(Throwable failure) {
        if (failure instanceof QueueException) {
            return String.valueOf(failure.getMessage());
        }
        LOG.error("polling a queue hit a bug", failure);
        return "Internal error";
    }

    /** Begins no more batches; those that run go on. */
    public void stopAll() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        tell(new PollerSignal.StoppedAll());
    }

    /** Waits, for a while, until what runs has ended: messages of batches that are cut off come back later. */
    @Override
    public void close() {
        stopAll();
        boolean interrupted = false;
        lock.lock();
        try {
            long left = Limits.CLOSE.toNanos();
            while (machine.mappings() > 0 && left > 0) {
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
        queues.close();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
