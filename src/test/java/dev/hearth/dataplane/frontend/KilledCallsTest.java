package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.store.Scope;
import dev.hearth.dataplane.counter.AccountCounter;
import dev.hearth.dataplane.counter.TestingCounter;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionState;
import dev.hearth.model.ReservedConcurrency;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two thousand callers at once whose calls end in every way: none takes more than it may, all of it goes back. */
class KilledCallsTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final int CALLERS = 2_000;
    private static final int CALLS = 5;
    private static final int LIMIT = 20;
    private static final int RESERVED = 4;

    private final WatchedStore store = new WatchedStore();
    private final FakeManager manager = new FakeManager();
    private final AccountCounter counter = TestingCounter.limited(LIMIT);
    private final LocalFrontend frontend = new LocalFrontend(
            new FunctionNames("us-east-1"),
            store,
            new CallRunner(counter, manager, manager.workers()),
            (event, function) -> {},
            Time.SYSTEM,
            Ids.secure(),
            new TimedCalls(Time.SYSTEM, call -> {}));
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();

    @Test
    void giveBackWhatTheyTook() throws InterruptedException {
        long seed = System.nanoTime();
        for (String name : List.of("plain", "reserved")) {
            FunctionArn arn = TestingModel.arn(name);
            store.put(TestingModel.function(arn, "r1", TestingModel.configuration(name), FunctionState.ACTIVE));
        }
        reserve("reserved");
        manager.streaming = this::runFunction;
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(seed + i);
            callers.add(Thread.ofVirtual().start(() -> {
                await(begin);
                for (int call = 0; call < CALLS; call++) {
                    callOnce(random);
                }
            }));
        }
        begin.countDown();
        for (int i = 0; i < CALLERS; i += 4) {
            callers.get(i).interrupt();
        }
        for (Thread caller : callers) {
            caller.join();
        }

        Eventually.holds(() -> counter.running(ACCOUNT) == 0); // those whose callers went run to their ends
        assertThat(manager.granted).as("seed %d", seed).hasValue(0);
        assertThat(most.get()).as("seed %d", seed).isBetween(1, LIMIT);
        assertThat(answered.get()).as("seed %d", seed).isPositive();
    }

    /** What a function does: answers, fails, breaks down, or is cut off as the server stops. */
    private void runFunction(ResponseSink sink) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000));
            switch (ThreadLocalRandom.current().nextInt(6)) {
                case 0 -> throw new IllegalStateException("a bug, thrown by a test");
                case 1 -> throw new StackOverflowError("thrown by a test");
                case 2 -> throw new ServiceException(ErrorCode.SERVICE, "cut off", new InterruptedException());
                case 3 -> throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "thrown by a test");
                default -> sink.end(Optional.empty());
            }
        } finally {
            inside.decrementAndGet();
        }
    }

    private void callOnce(Random random) {
        try {
            frontend.stream(call(random.nextInt(4) == 0 ? "reserved" : "plain"), new Taker(random.nextInt(4) == 0));
            answered.incrementAndGet();
        } catch (ServiceException | IllegalStateException | UncheckedIOException ended) {
            LockSupport.parkNanos(random.nextInt(100_000));
        }
    }

    /** Takes an answer, unless it is gone when it comes. */
    private record Taker(boolean gone) implements StreamedAnswer {
        @Override
        public void begin(Head head) throws IOException {
            if (gone) {
                throw new IOException("the caller is gone");
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {}

        @Override
        public void end(End end) {}
    }

    private static void await(CountDownLatch begin) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // as if the server stopped
        }
    }

    private void reserve(String name) {
        FunctionArn arn = TestingModel.arn(name);
        store.write(transaction -> {
            transaction.put(
                    Kinds.RESERVED_CONCURRENCY,
                    Scope.function(arn),
                    Kinds.ONLY,
                    new ReservedConcurrency(arn, RESERVED));
            return arn;
        });
    }

    private static Frontend.Call call(String name) {
        return new Frontend.Call(
                ACCOUNT,
                name,
                Optional.empty(),
                Frontend.InvocationType.REQUEST_RESPONSE,
                "{}".getBytes(StandardCharsets.UTF_8),
                "id",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                TestingFrontend.times("id"));
    }
}
