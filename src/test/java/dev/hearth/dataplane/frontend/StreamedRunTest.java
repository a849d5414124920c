package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamedRunTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Taker taker = new Taker();
    private final CountDownLatch over = new CountDownLatch(1);

    /** What the test's caller was given. */
    private static class Taker implements StreamedAnswer {
        final List<String> calls = new CopyOnWriteArrayList<>();
        boolean log;
        int lostAfter = Integer.MAX_VALUE;

        @Override
        public void begin(Head head) throws IOException {
            add("begin " + head.executedVersion() + " " + head.traceHeader() + " "
                    + head.contentType().orElse("none"));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            add(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public void end(End end) throws IOException {
            add("end " + end.failure().map(ResponseFailure::code).orElse("well") + " "
                    + new String(end.logTail(), StandardCharsets.UTF_8));
        }

        @Override
        public boolean wantsLog() {
            return log;
        }

        private void add(String call) throws IOException {
            if (calls.size() >= lostAfter) {
                throw new IOException("gone");
            }
            calls.add(call);
        }
    }

    private static InvocationResult result() {
        return new InvocationResult(new byte[0], Optional.empty(), "log".getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(ResponseSink sink) {
        sink.begin("text/plain");
        assertThat(write(sink, "0one", 1, LONG)).isTrue();
        assertThat(write(sink, "two", 0, LONG)).isTrue();
        sink.end(Optional.empty());
    }

    private static boolean write(ResponseSink sink, String text, int offset, Duration atMost) {
        try {
            return sink.write(text.getBytes(StandardCharsets.UTF_8), offset, 3, atMost);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private StreamedRun run() {
        return new StreamedRun(taker, "7", "Root=1");
    }

    @Test
    void theCallerGoesWhenTheAnswerHasEndedAndTheFunctionRunsOn() throws InterruptedException {
        CountDownLatch may = new CountDownLatch(1);
        run().run("call", sink -> {
            answer(sink);
            await(may);
            over.countDown();
            return result();
        });

        assertThat(taker.calls).containsExactly("begin 7 Root=1 text/plain", "one", "two", "end well ");
        assertThat(over.getCount()).isEqualTo(1);
        may.countDown();
        over.await();
    }

    @Test
    void whoWantsTheLogWaitsForTheEnd() {
        taker.log = true;
        run().run("call", sink -> {
            answer(sink);
            assertThat(taker.calls).hasSize(3);
            over.countDown();
            return result();
        });

        assertThat(over.getCount()).isZero();
        assertThat(taker.calls).endsWith("end well log");
    }

    @Test
    void aFunctionThatFailedBeforeItAnsweredHasAHeadWithoutAType() {
        run().run("call", sink -> {
            sink.end(Optional.of(new ResponseFailure("Unhandled", new byte[0])));
            return result();
        });

        assertThat(taker.calls).containsExactly("begin 7 Root=1 none", "end Unhandled ");
    }

    @Test
    void anErrorOfTheRunnerIsTheCallers() {
        OutOfMemoryError error = new OutOfMemoryError("all is full");

        assertThatThrownBy(() -> run().run("call", sink -> {
                    throw error;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasCause(error);
        assertThat(taker.calls).isEmpty();
    }

    @Test
    void aCallerThatIsGoneLetsTheFunctionRunToItsEnd() throws InterruptedException {
        taker.lostAfter = 2;

        assertThatThrownBy(() -> run().run("call", sink -> {
                    answer(sink);
                    over.countDown();
                    return result();
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("gone");

        over.await();
        assertThat(taker.calls).containsExactly("begin 7 Root=1 text/plain", "one");
    }

    @Test
    void whatThePlatformThrowsReachesTheCaller() {
        assertThatThrownBy(() -> run().run("call", sink -> {
                    throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "full");
                }))
                .isInstanceOf(ServiceException.class)
                .hasMessage("full");
        assertThat(taker.calls).isEmpty();

        assertThatThrownBy(() -> run().run("call", sink -> {
                    sink.begin("text/plain");
                    throw new AssertionError("a bug");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasRootCauseMessage("a bug");
    }

    @Test
    void aCallerThatIsInterruptedInterruptsTheFunctionsCall() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            try {
                run().run("call", sink -> {
                    running.countDown();
                    await(new CountDownLatch(1));
                    return result();
                });
                return false;
            } catch (IllegalStateException interrupted) {
                return Thread.currentThread().isInterrupted();
            }
        });
        Thread thread = Thread.ofVirtual().start(call);
        running.await();
        thread.interrupt();

        assertThat(call).succeedsWithin(Duration.ofSeconds(20)).isEqualTo(true);
    }

    @Test
    void aSlowTakerHoldsTheFunctionUpUntilItsTimeIsOverAndThenHimselfAlone() throws InterruptedException {
        CountDownLatch slow = new CountDownLatch(1);
        StreamedAnswer stuck = new Taker() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                await(slow);
                super.write(bytes, offset, length);
            }

            @Override
            public void end(End end) throws IOException {
                super.end(end);
                taker.calls.addAll(calls);
            }
        };
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            new StreamedRun(stuck, "7", "Root=1").run("call", sink -> {
                sink.begin("text/plain");
                assertThat(write(sink, "one", 0, Duration.ofMillis(20))).isFalse();
                sink.end(Optional.of(new ResponseFailure("Sandbox.Timedout", new byte[0])));
                over.countDown();
                return result();
            });
            return true;
        });
        Thread.ofVirtual().start(call);

        over.await();
        assertThat(call.isDone()).as("who is slow waits himself").isFalse();
        slow.countDown();
        assertThat(call).succeedsWithin(LONG);
        assertThat(taker.calls).containsExactly("begin 7 Root=1 text/plain", "one", "end Sandbox.Timedout ");
    }

    @Test
    void aTakerThatIsGoneHoldsNobodyUp() {
        StreamedAnswer gone = new Taker() {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                throw new IOException("gone");
            }
        };
        assertThatThrownBy(() -> new StreamedRun(gone, "7", "Root=1").run("call", sink -> {
                    answer(sink);
                    over.countDown();
                    return result();
                }))
                .hasRootCauseMessage("gone");
        assertThatCode(() -> assertThat(over.await(20, TimeUnit.SECONDS)).isTrue())
                .doesNotThrowAnyException();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
