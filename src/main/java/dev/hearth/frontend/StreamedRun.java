package dev.hearth.frontend;

import dev.hearth.frontend.StreamedAnswer.End;
import dev.hearth.frontend.StreamedAnswer.Head;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One call whose answer is streamed. It runs on a thread of its own, so that its caller, who has what he came for when
 * the answer has ended, need not wait for what the function does after that.
 */
final class StreamedRun implements ResponseSink {
    private static final Logger LOG = LoggerFactory.getLogger(StreamedRun.class);
    private static final byte[] NOTHING = {};

    private final StreamedAnswer answer;
    private final String executedVersion;
    private final String traceHeader;
    private final CountDownLatch released = new CountDownLatch(1);

    // of the running thread; the caller's looks at them when it is released
    private boolean begun;
    private boolean ended;
    private Optional<ResponseFailure> failure = Optional.empty();
    private @Nullable IOException lost;
    private @Nullable RuntimeException thrown;

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
        boolean interrupted = false;
        while (true) {
            try {
                released.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                runner.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (lost != null) {
            throw new UncheckedIOException(lost);
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private void runHere(String name, Function<ResponseSink, InvocationResult> call) {
        try {
            InvocationResult result = call.apply(this);
            if (!ended) {
                close(result.logTail());
            }
        } catch (RuntimeException e) {
            if (released.getCount() == 0) {
                LOG.warn("{} failed after its answer", name, e);
            }
            thrown = e;
        } catch (StackOverflowError | AssertionError | LinkageError e) {
            thrown = new IllegalStateException(e);
        } finally {
            released.countDown();
        }
    }

    @Override
    public void begin(String contentType) {
        begun = true;
        tell(() -> answer.begin(new Head(executedVersion, traceHeader, Optional.of(contentType))));
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        tell(() -> answer.write(bytes, offset, length));
    }

    @Override
    public void end(Optional<ResponseFailure> how) {
        failure = how;
        if (!answer.wantsLog()) {
            close(NOTHING);
        }
    }

    private void close(byte[] logTail) {
        ended = true;
        if (!begun) {
            tell(() -> answer.begin(new Head(executedVersion, traceHeader, Optional.empty())));
        }
        tell(() -> answer.end(new End(failure, logTail)));
        released.countDown();
    }

    private void tell(Telling telling) {
        if (lost != null) {
            return;
        }
        try {
            telling.tell();
        } catch (IOException e) {
            lost = e;
            released.countDown();
        }
    }

    private interface Telling {
        void tell() throws IOException;
    }
}
