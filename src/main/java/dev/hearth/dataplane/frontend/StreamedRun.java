package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.frontend.StreamedAnswer.End;
import dev.hearth.dataplane.frontend.StreamedAnswer.Head;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call with a streamed answer. The call runs on a thread of its own, the runner. The caller's thread passes the
 * answer to the receiver ({@link StreamedAnswer}). So neither thread waits longer for the other than it must.
 *
 * <pre>
 * from    event                        to      notes
 * OPEN    begin, write, end            OPEN    passed on by the caller's thread; write waits for that, within its time
 * OPEN    the end was passed on        OVER    the caller's thread returns without waiting for the invocation
 * OPEN    the receiver is gone         OVER    the function runs to its end all the same; writes return at once
 * </pre>
 *
 * <p>A slow receiver blocks the caller's thread, and the function until its timeout. It never holds a sandbox or a
 * permit for longer than that.
 */
final class StreamedRun implements ResponseSink {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedRun.class);
    private static final byte[] NOTHING = {};

    private final StreamedAnswer answer;
    private final String executedVersion;
    private final String traceHeader;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition handed = lock.newCondition();
    private final Condition taken = lock.newCondition();

    /**
     * The messages that the caller's thread has yet to pass on: at most a begin, a write and an end, since a write
     * waits.
     */
    private final Deque<PendingMessage> untold = new ArrayDeque<>();

    private boolean last;
    private boolean over;
    private @Nullable RuntimeException thrown;

    // used by the runner only
    private boolean begun;
    private boolean ended;
    private Optional<ResponseFailure> failure = Optional.empty();

    StreamedRun(StreamedAnswer answer, String executedVersion, String traceHeader) {
        this.answer = answer;
        this.executedVersion = executedVersion;
        this.traceHeader = traceHeader;
    }

    /**
     * Runs the call. Returns when the answer has ended, or the receiver is gone.
     *
     * @throws UncheckedIOException if the receiver is gone
     */
    void run(String name, Function<ResponseSink, InvocationResult> call) {
        Thread runner = Thread.ofVirtual().name(name).start(() -> runHere(name, call));
        try {
            for (PendingMessage next = next(runner); next != null; next = next(runner)) {
                next.tell();
                told(next);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            close();
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    /** The next message to pass on; null after the last one. An interrupt is passed to the runner. */
    private @Nullable PendingMessage next(Thread runner) {
        boolean interrupted = false;
        lock.lock();
        try {
            while (untold.isEmpty() && !last) {
                try {
                    handed.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                    runner.interrupt();
                }
            }
            return untold.peek();
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void told(PendingMessage telling) {
        lock.lock();
        try {
            untold.remove(telling);
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The caller's thread returns. Further messages are discarded. */
    private void close() {
        lock.lock();
        try {
            over = true;
            untold.clear();
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void runHere(String name, Function<ResponseSink, InvocationResult> call) {
        RuntimeException problem = null;
        try {
            InvocationResult result = call.apply(this);
            if (!ended) {
                handEnd(result.logTail());
            }
        } catch (RuntimeException e) {
            problem = e;
        } catch (Error e) {
            problem = new IllegalStateException(e); // also an Error: the caller waits for an outcome
        } finally {
            handLast(name, problem);
        }
    }

    @Override
    public Form form() {
        return Form.PIECES;
    }

    @Override
    public void begin(String contentType) {
        begun = true;
        hand(() -> answer.begin(new Head(executedVersion, traceHeader, Optional.of(contentType))));
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length, Duration atMost) throws InterruptedException {
        PendingMessage own = () -> answer.write(bytes, offset, length);
        hand(own);
        long left = atMost.toNanos();
        lock.lockInterruptibly();
        try {
            while (untold.contains(own) && left > 0) {
                left = taken.awaitNanos(left);
            }
            return !untold.contains(own);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void end(Optional<ResponseFailure> how) {
        failure = how;
        if (!answer.wantsLog()) {
            handEnd(NOTHING);
            handLast("", null);
        }
    }

    private void handEnd(byte[] logTail) {
        ended = true;
        if (!begun) {
            hand(() -> answer.begin(new Head(executedVersion, traceHeader, Optional.empty())));
        }
        End end = new End(failure, logTail);
        hand(() -> answer.end(end));
    }

    private void hand(PendingMessage telling) {
        lock.lock();
        try {
            if (!over) {
                untold.add(telling);
                handed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The runner's last message. A failure is thrown on the caller's thread, unless the answer has ended. */
    private void handLast(String name, @Nullable RuntimeException problem) {
        lock.lock();
        try {
            if (problem != null && (last || over)) {
                LOG.warn("{} failed after its answer", name, problem);
            } else if (problem != null) {
                thrown = problem;
            }
            last = true;
            handed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private interface PendingMessage {
        void tell() throws IOException;
    }
}
