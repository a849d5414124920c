package dev.hearth.dataplane.wire;

import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.dataplane.wire.messages.LogBatch;
import dev.hearth.dataplane.wire.messages.LogLine;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.neighbours.logs.LogStream;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The logs of another process. Events wait here and are sent together, in order. While the other process can't be
 * reached they wait, and when too many do, the newest are dropped and counted. Events whose sending failed are sent
 * again, so some may be there twice after a connection was lost.
 */
public final class RemoteLogs implements LogSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteLogs.class);

    private final Caller other;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Thread sender;
    private long waitingBytes;
    private boolean sending;
    private boolean closing;

    private RemoteLogs(RpcChannel channel) {
        this.other = new Caller(channel, "The process that keeps logs");
        this.sender = Thread.ofVirtual().name("logs to another process").unstarted(this::sendAll);
    }

    /**
     * The logs of a process, which are sent in the background.
     *
     * @param channel to the process; it stays its maker's
     */
    public static RemoteLogs to(RpcChannel channel) {
        RemoteLogs logs = new RemoteLogs(channel);
        logs.sender.start();
        return logs;
    }

    @Override
    public LogStream open(AccountId account, String group, String stream) {
        return new Stream(account.value(), group, stream);
    }

    private record Waiting(Stream stream, LogLine line, int size) {}

    private final class Stream implements LogStream {
        private final String account;
        private final String group;
        private final String stream;

        /** Guarded by the lock, as the next. */
        private long dropped;

        private long bytes;

        Stream(String account, String group, String stream) {
            this.account = account;
            this.group = group;
            this.stream = stream;
        }

        @Override
        public void append(Instant timestamp, String message) {
            lock.lock();
            try {
                boolean full = waitingBytes + message.length() > Limits.WAITING_LOGS
                        || bytes + message.length() > Limits.WAITING_LOGS / Limits.WAITING_LOGS_OF_ONE;
                if (full || closing) {
                    dropped++;
                    return;
                }
                tellDropped(timestamp);
                add(line(timestamp, message));
            } finally {
                lock.unlock();
            }
        }

        /** The lock is held. */
        private void tellDropped(Instant timestamp) {
            if (dropped > 0) {
                long told = dropped;
                dropped = 0;
                add(line(
                        timestamp,
                        "[hearth] " + told
                                + " log events were dropped here: they came faster than they could be sent"));
            }
        }

        private void add(LogLine line) {
            int size = line.getSerializedSize();
            waiting.add(new Waiting(this, line, size));
            waitingBytes += size;
            bytes += size;
            changed.signalAll();
        }

        private LogLine line(Instant timestamp, String message) {
            return LogLine.newBuilder()
                    .setAccount(account)
                    .setGroup(group)
                    .setStream(stream)
                    .setMillis(timestamp.toEpochMilli())
                    .setMessage(message)
                    .build();
        }
    }

    private void sendAll() {
        try {
            for (LogBatch batch = next(); batch.getLinesCount() > 0; batch = next()) {
                send(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for events; none when it is closed and all are sent. */
    private LogBatch next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            sending = false;
            changed.signalAll();
            while (waiting.isEmpty() && !closing) {
                changed.await();
            }
            LogBatch.Builder batch = LogBatch.newBuilder();
            List<Waiting> taken = new ArrayList<>();
            int bytes = 0;
            for (Waiting next = waiting.peek();
                    next != null && (bytes == 0 || bytes + next.size() <= Limits.LOG_BATCH_BYTES);
                    next = waiting.peek()) {
                batch.addLines(next.line());
                bytes += next.size();
                next.stream().bytes -= next.size();
                taken.add(waiting.remove());
            }
            taken.forEach(one ->
                    one.stream().tellDropped(Instant.ofEpochMilli(one.line().getMillis())));
            waitingBytes -= bytes;
            sending = bytes > 0;
            return batch.build();
        } finally {
            lock.unlock();
        }
    }

    private void send(LogBatch batch) throws InterruptedException {
        boolean told = false;
        while (true) {
            try {
                var _ = other.call(Methods.LOG, batch, Limits.FROM_MEMORY);
                return;
            } catch (ServiceException e) {
                if (!mayWorkLater(e)) {
                    LOG.error("{} log events are lost: {}", batch.getLinesCount(), e.getMessage());
                    return;
                }
                if (!told) {
                    LOG.warn("log events wait: {}", e.getMessage());
                    told = true;
                }
                TimeUnit.NANOSECONDS.sleep(Limits.LISTEN_AGAIN.toNanos());
            }
        }
    }

    /** Whether the other process could not be reached, and did not refuse. */
    private static boolean mayWorkLater(ServiceException failed) {
        return failed.getCause() instanceof RpcException lost
                && switch (lost.kind()) {
                    case NOT_SENT, LOST, LATE -> true;
                    case REFUSED, FORBIDDEN, BROKEN -> false;
                };
    }

    /** Waits until all events are sent, but not for long. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
            long left = Limits.LAST_LOGS.toNanos();
            while (left > 0 && (sending || !waiting.isEmpty())) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        sender.interrupt();
    }
}
