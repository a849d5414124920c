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
 * One call whose answer is streamed. It runs on a thread of its own, the runner, and what it answers is told on the
 * caller's: so neither waits longer for the other than it must.
 *
 * <pre>
 * from    event                        to      notes
 * OPEN    begin, write, end            OPEN    told by the caller's thread; write waits for that, within its time
 * OPEN    told the end, or no more     OVER    the caller goes, and need not wait for what the function does after it
 * OPEN    the taker is gone            OVER    the function runs to its end all the same; writes return at once
 * </pre>
 *
 * <p>A taker that is slow holds up the caller's own thread, and the function until its time is over; never a sandbox or
 * a permit for longer than that.
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

    /** What the caller's thread has yet to tell: at most a begin, a write and an end, since a write waits. */
    private final Deque<Telling> untold = new ArrayDeque<>();

    private boolean last;
    private boolean over;
    private @Nullable RuntimeException thrown;

    // the runner's own
    private boolean begun;
    private boolean ended;
    private Optional<ResponseFailure> failure = Optional.empty();

    StreamedRun(StreamedAnswer answer, String executedVersion, String traceHeader) {
        this.answer = answer;
        this.executedVersion = executedVersion;
        this.traceHeader = traceHeader;
    }

    /**
     * Runs the call, and returns when its answer has ended or its taker is gone.
     *
     * @throws UncheckedIOException if the taker is gone
     */
    void run(String name, Function<ResponseSink, InvocationResult> call) {
        Thread runner = Thread.ofVirtual().name(name).start(() -> runHere(name, call));
        try {
            for (Telling next = next(runner); next != null; next = next(runner)) {
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

    /** What is to be told next; nothing if that was all. An interrupt is the runner's to heed. */
    private @Nullable Telling next(Thread runner) {
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

    private void told(Telling telling) {
        lock.lock();
        try {
            untold.remove(telling);
            taken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The caller goes: whatever else comes is thrown away. */
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
            problem = new IllegalStateException(e); // even a full memory: the caller waits to hear of it
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
        Telling own = () -> answer.write(bytes, offset, length);
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

    private void hand(Telling telling) {
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

    /** The runner hands no more; a problem is the caller's unless his answer has ended. */
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

    private interface Telling {
        void tell() throws IOException;
    }
}
