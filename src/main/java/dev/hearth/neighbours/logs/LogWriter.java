package dev.hearth.neighbours.logs;

import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue between the appending threads and the one writing thread.
 *
 * <p>Appending takes a short lock and never waits for the disk. The thread wakes up at the first event, lets more
 * gather for {@link Limits#GATHER}, and writes them together. An event that finds the buffer full is dropped and
 * counted. The count is written as a line of the stream as soon as there is room.
 */
final class LogWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWriter.class);

    private final Limits limits;
    private final Time time;
    private final LogFiles files;
    private final ReentrantLock lock = new ReentrantLock();

    /** Signals that there is an event to write. */
    private final Condition work = lock.newCondition();

    /** Signals that events are to be written at once. */
    private final Condition hurry = lock.newCondition();

    /** Signals that events were written. */
    private final Condition written = lock.newCondition();

    private Deque<Task> queue = new ArrayDeque<>();
    private long bytes;
    private long taken;
    private long done;
    private int waiting;
    private boolean closed;
    private @Nullable Thread thread;
    private long lastComplaint = Long.MIN_VALUE;

    LogWriter(LogFiles files, Limits limits, Time time) {
        this.files = files;
        this.limits = limits;
        this.time = time;
    }

    /** A task of the writing thread. */
    private sealed interface Task {
        /** How much of the buffer the task takes. */
        int size();

        /** Write an event. */
        record Append(StreamKey stream, LogFormat.Entry entry, Backlog backlog, int size) implements Task {}

        /** Make a change. A caller waits for it. */
        record Change<T>(PendingChange<T> pending, int size) implements Task {}
    }

    /** The waiting and dropped events of one stream. Guarded by the lock. */
    static final class Backlog {
        private long bytes;
        private long dropped;
    }

    void append(StreamKey stream, Backlog backlog, Instant timestamp, Instant ingested, String message) {
        int size = message.length() * 2 + Limits.EVENT_OVERHEAD_BYTES;
        lock.lock();
        try {
            if (closed) {
                return;
            }
            if (bytes + size > limits.buffer().bytes()
                    || backlog.bytes + size > limits.streamBuffer().bytes()) {
                backlog.dropped++;
                return;
            }
            if (backlog.dropped > 0) {
                offerNotice(stream, backlog, ingested);
            }
            offer(new Task.Append(stream, new LogFormat.Entry(timestamp, ingested, message), backlog, size));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Lets the writing thread make a change after all events that were appended before, and waits for it.
     *
     * @param size how much of the buffer the change takes until then
     */
    <T> T change(int size, PendingChange.Work<T> work) {
        PendingChange<T> pending = new PendingChange<>(work);
        lock.lock();
        try {
            if (closed || bytes + size > limits.buffer().bytes()) {
                throw LogErrors.unavailable();
            }
            offer(new Task.Change<>(pending, size));
        } finally {
            lock.unlock();
        }
        awaitWritten();
        return pending.result();
    }

    /** Waits, for a limited time, until all events that were appended before are written. */
    void awaitWritten() {
        lock.lock();
        try {
            long target = taken;
            waiting++;
            hurry.signalAll();
            try {
                long left = Limits.CATCH_UP.toNanos();
                while (done < target && left > 0) {
                    left = written.awaitNanos(left);
                }
            } finally {
                waiting--;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        Thread writer;
        lock.lock();
        try {
            closed = true;
            writer = thread;
            work.signalAll();
            hurry.signalAll();
        } finally {
            lock.unlock();
        }
        if (writer != null) {
            try {
                writer.join(Duration.ofSeconds(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The lock is held. */
    private void offer(Task task) {
        if (thread == null) {
            thread = Thread.ofPlatform().daemon().name("logs-writer").start(this::run);
        }
        if (queue.isEmpty()) {
            work.signal();
        }
        queue.add(task);
        taken++;
        bytes += task.size();
        if (task instanceof Task.Append append) {
            append.backlog().bytes += append.size();
        }
        if (bytes > limits.buffer().bytes() / 2) {
            hurry.signal();
        }
    }

    /** The lock is held. */
    private void offerNotice(StreamKey stream, Backlog backlog, Instant now) {
        String notice = "[hearth] " + backlog.dropped
                + " log events were dropped here: they came faster than they could be written";
        backlog.dropped = 0;
        int size = notice.length() * 2 + Limits.EVENT_OVERHEAD_BYTES;
        offer(new Task.Append(stream, new LogFormat.Entry(now, now, notice), backlog, size));
    }

    private void run() {
        try {
            Optional<Deque<Task>> batch = next();
            while (batch.isPresent()) {
                write(batch.get());
                batch = next();
            }
        } catch (InterruptedException e) {
            LOG.warn("the log writer was interrupted");
        } finally {
            files.close();
        }
    }

    /** Waits for events to write. Empty when the writer was closed. */
    private Optional<Deque<Task>> next() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed) {
                    return Optional.empty();
                }
                work.await();
            }
            long left = Limits.GATHER.toNanos();
            while (left > 0
                    && waiting == 0
                    && !closed
                    && bytes <= limits.buffer().bytes() / 2) {
                left = hurry.awaitNanos(left);
            }
            Deque<Task> batch = queue;
            queue = new ArrayDeque<>();
            return Optional.of(batch);
        } finally {
            lock.unlock();
        }
    }

    private void write(Deque<Task> batch) {
        try {
            for (Task task : batch) {
                switch (task) {
                    case Task.Append append -> files.add(append.stream(), append.entry());
                    case Task.Change<?> change -> {
                        attempt(files::flush);
                        change.pending().run();
                    }
                }
            }
            attempt(files::flush);
        } catch (Throwable e) { // without this thread no log would ever be written again
            LOG.error("a batch of log events is lost", e);
        } finally {
            finish(batch);
        }
    }

    private void attempt(LogFiles.Action action) {
        action.run().ifPresent(failure -> {
            long now = time.nanos();
            if (lastComplaint == Long.MIN_VALUE || now - lastComplaint > Limits.COMPLAINT.toNanos()) {
                lastComplaint = now;
                LOG.warn("can't write logs: {}", failure.toString());
            }
        });
    }

    private void finish(Deque<Task> batch) {
        Instant now = EventId.millis(time.now());
        lock.lock();
        try {
            for (Task task : batch) {
                bytes -= task.size();
                if (task instanceof Task.Append append) {
                    append.backlog().bytes -= append.size();
                }
            }
            done += batch.size();
            for (Task task : batch) {
                if (task instanceof Task.Append append && append.backlog().dropped > 0) {
                    offerNotice(append.stream(), append.backlog(), now);
                }
            }
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
