package dev.hearth.dataplane.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Scope;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.StreamedAnswer;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that were accepted are run, again if need be, and told of; none is lost. */
class EventDispatcherTest {
    private final FailingStore store = new FailingStore();
    private final AtomicLong seconds = new AtomicLong(1_800_000_000);
    private final Time time = new Time() {
        @Override
        public Instant now() {
            return Instant.ofEpochSecond(seconds.get());
        }

        @Override
        public long nanos() {
            return 0;
        }
    };
    private final EventQueue queue = new EventQueue(store, time, Ids.secure());
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
    private volatile Function<Invocation, Frontend.Answer> function = invocation -> answer(Optional.empty());
    private volatile Runnable delivery = () -> {};
    private volatile RetryPolicy policy =
            new RetryPolicy(2, Duration.ofHours(6), Optional.of("arn:success"), Optional.of("arn:failure"));
    private EventDispatcher dispatcher = begin();

    private EventDispatcher begin() {
        return new EventDispatcher(queue, new Running(), arn -> policy, this::deliver, time);
    }

    @AfterEach
    void close() {
        dispatcher.close();
        store.close();
    }

    private Destinations.Delivery deliver(FunctionArn source, String target, byte[] record) {
        delivery.run();
        told.add(Json.parseObject(record));
        return Destinations.Delivery.DELIVERED;
    }

    private static Frontend.Answer answer(Optional<String> error) {
        return new Frontend.Answer(
                200,
                "7",
                "",
                Optional.of(new InvocationResult("[1]".getBytes(StandardCharsets.UTF_8), error, new byte[0])));
    }

    private void accept(String name, String requestId) {
        queue.accept(TestingEvents.invocation(name, requestId));
    }

    private String nextRun() throws InterruptedException {
        return String.valueOf(ran.poll(20, TimeUnit.SECONDS));
    }

    private JsonObject nextTold() throws InterruptedException {
        JsonObject record = told.poll(20, TimeUnit.SECONDS);
        if (record == null) {
            throw new AssertionError("nobody was told");
        }
        return record;
    }

    private long waiting() {
        return store.read(view -> view.count(EventDocument.EVENT, scope("f")));
    }

    private static Scope scope(String name) {
        return Scope.function(TestingEvents.invocation(name, "any").invokedArn());
    }

    @Test
    void runsWhatIsAcceptedAndTellsOfIt() throws InterruptedException {
        accept("f", "first");
        assertThat(nextRun()).isEqualTo("first");
        JsonObject record = nextTold();
        assertThat(record.string("version")).contains("1.0");
        JsonObject context = record.object("requestContext").orElseThrow();
        assertThat(context.string("requestId")).contains("first");
        assertThat(context.string("condition")).contains("Success");
        assertThat(context.string("functionArn")).contains("arn:aws:lambda:us-east-1:000000000000:function:f:$LATEST");
        assertThat(context.integer("approximateInvokeCount")).contains(1L);
        assertThat(record.object("requestPayload").orElseThrow().toJson()).isEqualTo("{\"a\":1}");
        assertThat(record.array("responsePayload").orElseThrow().toJson()).isEqualTo("[1]");
        dispatcher.close();
        assertThat(waiting()).isZero();
    }

    @Test
    void triesAgainWhatFailedWhenItsTimeHasCome() throws InterruptedException {
        function = invocation -> answer(Optional.of("Unhandled"));
        accept("f", "failing");
        for (int attempt = 1; attempt <= 3; attempt++) {
            assertThat(nextRun()).isEqualTo("failing");
            awaitWritten(attempt);
            seconds.addAndGet(121);
            dispatcher.lookAgain();
        }
        JsonObject record = nextTold();
        assertThat(record.toJson()).contains("RetriesExhausted").contains("\"approximateInvokeCount\":3");
        assertThat(record.object("responseContext").orElseThrow().string("functionError"))
                .contains("Unhandled");
        assertThat(ran).isEmpty();
    }

    /** Until the end of a run is in the store. */
    private void awaitWritten(int errors) {
        Eventually.holds(() -> {
            List<Event> events = store.read(view -> view.list(EventDocument.EVENT, scope("f")));
            return events.isEmpty() || events.getFirst().errors() == errors;
        });
    }

    @Test
    void oneFunctionLeavesRoomForOthers() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        AtomicInteger most = new AtomicInteger();
        Map<String, AtomicInteger> now = new ConcurrentHashMap<>();
        function = invocation -> {
            String name = invocation.invokedArn().name();
            int count = now.computeIfAbsent(name, absent -> new AtomicInteger()).incrementAndGet();
            if (name.equals("f")) {
                most.accumulateAndGet(count, Math::max);
                await(stuck);
            }
            now.get(name).decrementAndGet();
            return answer(Optional.empty());
        };
        for (int i = 0; i < Limits.RUNNING_OF_FUNCTION + 5; i++) {
            accept("f", "slow");
        }
        for (int i = 0; i < Limits.RUNNING_OF_FUNCTION; i++) {
            assertThat(nextRun()).isEqualTo("slow");
        }
        accept("g", "quick");
        assertThat(nextRun()).isEqualTo("quick");
        assertThat(most).hasValue(Limits.RUNNING_OF_FUNCTION);
        stuck.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whatWasUnderWayWhenTheProcessEndedRunsAgain() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        function = invocation -> {
            await(never);
            return answer(Optional.empty());
        };
        accept("f", "cut off");
        assertThat(nextRun()).isEqualTo("cut off");
        dispatcher.stop(); // as a kill would: the run has no end
        function = invocation -> answer(Optional.empty());
        dispatcher = begin();
        assertThat(nextRun()).isEqualTo("cut off");
        assertThat(nextTold().toJson()).contains("Success");
        never.countDown();
    }

    @Test
    void eventsGoWithTheirFunction() throws InterruptedException {
        function = invocation -> {
            throw new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "Function not found");
        };
        accept("f", "orphan");
        assertThat(nextRun()).isEqualTo("orphan");
        assertThat(nextTold().toJson()).contains("\"statusCode\":404");
        dispatcher.close();
        assertThat(waiting()).isZero();
    }

    @Test
    void whatAFullDiskCanNotTakeIsWrittenLaterAndRunsOnce() throws InterruptedException {
        function = invocation -> {
            store.full(true);
            return answer(Optional.empty());
        };
        accept("f", "once");
        assertThat(nextRun()).isEqualTo("once");
        Eventually.holds(() -> store.failures.get() >= 2);
        assertThat(waiting()).isOne();
        store.full(false);
        Eventually.holds(() -> waiting() == 0);
        assertThat(ran).as("runs after the first").isEmpty();
        assertThat(told).hasSize(1);
        assertThat(store.failures.get()).as("attempts in a second or two").isLessThan(20);
    }

    @Test
    void aDestinationThatIsFullDoesNotMakeTheFunctionRunAgain() throws InterruptedException {
        CountDownLatch refused = new CountDownLatch(1);
        delivery = () -> {
            refused.countDown();
            throw ServiceException.throttled(ThrottleReason.CALLER_RATE);
        };
        accept("f", "told nobody");
        assertThat(nextRun()).isEqualTo("told nobody");
        await(refused);
        Eventually.holds(() -> waiting() == 0);
        assertThat(ran).isEmpty();
    }

    @Test
    void anErrorCostsOneAttemptAndIsNotTriedAtOnce() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        function = invocation -> {
            if (runs.incrementAndGet() == 1) {
                throw new StackOverflowError("too deep");
            }
            return answer(Optional.empty());
        };
        accept("f", "deep");
        assertThat(nextRun()).isEqualTo("deep");
        Eventually.holds(() -> store.read(view -> view.list(EventDocument.EVENT, scope("f")))
                .getFirst()
                .due()
                .isAfter(time.now()));
        assertThat(ran).isEmpty();
        seconds.addAndGet(Limits.AFTER_REFUSAL_MOST.toSeconds());
        dispatcher.lookAgain();
        assertThat(nextRun()).isEqualTo("deep");
        assertThat(nextTold().toJson()).contains("Success");
    }

    /** Runs what it is told to. */
    private final class Running implements Frontend {
        @Override
        public Answer run(Invocation accepted) {
            ran.add(accepted.requestId());
            return function.apply(accepted);
        }

        @Override
        public Answer invoke(Call call) {
            throw new AssertionError("events are run, not called again");
        }

        @Override
        public void stream(Call call, StreamedAnswer answer) {
            throw new AssertionError("events are not streamed");
        }
    }
}
