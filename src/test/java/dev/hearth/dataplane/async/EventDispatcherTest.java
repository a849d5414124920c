package dev.hearth.dataplane.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.store.Scope;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.StreamedAnswer;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.documents.EventDisposal;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Events that were accepted are run, again if need be, and told of; none is lost. */
class EventDispatcherTest {
    private final FailingStore store = new FailingStore();
    private final ManualClock time = new ManualClock(Instant.ofEpochSecond(1_800_000_000));
    private EventQueue queue = new EventQueue(store, time, Ids.secure());
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();
    private final BlockingQueue<JsonObject> told = new LinkedBlockingQueue<>();
    private volatile Function<Invocation, Frontend.Answer> function = invocation -> answer(Optional.empty());
    private volatile Runnable delivery = () -> {};
    private volatile RetryPolicy policy = new RetryPolicy(
            2, Duration.ofMinutes(1), Duration.ofHours(6), Optional.of("arn:success"), Optional.of("arn:failure"));
    private EventDispatcher dispatcher = begin();

    /** Begins a life of its own over what is in the store. */
    private EventDispatcher begin() {
        queue = new EventQueue(store, time, Ids.secure());
        queue.takeOver();
        return new EventDispatcher(queue, new Running(), arn -> policy, this::deliver, time, time);
    }

    @AfterEach
    void close() {
        dispatcher.close();
        store.close();
    }

    private Destinations.Delivery deliver(Invocation source, String target, byte[] record) {
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
        queue.accept(TestingEvents.invocation(name, requestId), "id of " + name);
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
        QueueId queue = TestingEvents.queue(name);
        return Scope.events(queue.account(), queue.function());
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
            time.advance(Duration.ofSeconds(121));
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

    /** Functions that never end took all places there were. */
    @Test
    void slowFunctionsLeaveRoomForOthers() {
        CountDownLatch stuck = new CountDownLatch(1);
        function = invocation -> {
            if (invocation.requestId().equals("slow")) {
                await(stuck);
            }
            return answer(Optional.empty());
        };
        policy = RetryPolicy.DEFAULT;
        for (int i = 0; i < 40; i++) {
            for (int n = 0; n < 5; n++) {
                accept("f" + i, "slow");
            }
        }
        Eventually.holds(() -> ran.size() >= 80);
        accept("g", "at once");
        Eventually.holds(() -> ran.contains("at once"));
        stuck.countDown();
    }

    @Test
    void manyQueuesAreClaimedByFewThreads() {
        dispatcher.close();
        for (int i = 0; i < 5 * Limits.QUEUES_AT_ONCE; i++) {
            accept("f" + i, "of an earlier life");
        }
        queue = new EventQueue(store, time, Ids.secure());
        queue.takeOver();
        CountDownLatch mayWrite = new CountDownLatch(1);
        store.holdUp(mayWrite);

        dispatcher = new EventDispatcher(queue, new Running(), arn -> policy, this::deliver, time, time);

        Eventually.holds(() -> store.writing() >= Limits.QUEUES_AT_ONCE);
        assertThat(store.mostWriting()).isEqualTo(Limits.QUEUES_AT_ONCE);
        mayWrite.countDown();
        Eventually.holds(() -> ran.size() == 5 * Limits.QUEUES_AT_ONCE);
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
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        function = invocation -> {
            begun.countDown();
            await(never);
            return answer(Optional.empty());
        };
        accept("f", "cut off");
        assertThat(nextRun()).isEqualTo("cut off");
        await(begun);
        dispatcher.stop(); // as a kill would: the run has no end
        function = invocation -> answer(Optional.empty());
        dispatcher = begin();
        Eventually.holds(() -> {
            queue.takeOver(); // the first life is not dead: it may have been about to claim more
            time.advance(Limits.LOOK);
            return !ran.isEmpty();
        });
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
        AtomicInteger seconds = new AtomicInteger();
        Eventually.holds(() -> {
            seconds.incrementAndGet();
            time.advance(Limits.AFTER_FAILURE);
            return store.failures.get() >= 3;
        });
        assertThat(waiting()).isOne();
        store.full(false);
        Eventually.holds(() -> {
            time.advance(Limits.AFTER_FAILURE);
            return waiting() == 0;
        });
        assertThat(ran).as("runs after the first").isEmpty();
        assertThat(told).hasSize(1);
        assertThat(store.failures.get()).as("attempts").isLessThanOrEqualTo(seconds.get() + 1);
    }

    /** The record is kept, over a restart too, and delivered once the destination takes it; the function runs once. */
    @Test
    void aDestinationThatIsThrottledIsToldLater() throws InterruptedException {
        AtomicInteger refused = new AtomicInteger();
        delivery = () -> {
            refused.incrementAndGet();
            throw ServiceException.throttled(ThrottleReason.CALLER_RATE);
        };
        accept("f", "patient");
        assertThat(nextRun()).isEqualTo("patient");
        Eventually.holds(() -> reportedTries() == 1);
        time.advance(Duration.ofSeconds(2));
        Eventually.holds(() -> reportedTries() == 2);
        assertThat(refused).hasValue(2);
        dispatcher.close();
        delivery = () -> {};
        dispatcher = begin();
        time.advance(Duration.ofSeconds(30));
        JsonObject record = nextTold();
        assertThat(record.toJson()).contains("Success");
        assertThat(record.object("requestPayload").orElseThrow().toJson()).isEqualTo("{\"a\":1}");
        Eventually.holds(() -> waiting() == 0);
        assertThat(ran).isEmpty();
    }

    /** How often the destination of the one event has refused its record, as it is in the store. */
    private int reportedTries() {
        return store.read(view -> view.list(EventDocument.EVENT, scope("f"))).stream()
                .filter(event -> event.report().isPresent())
                .mapToInt(Event::refusals)
                .sum();
    }

    @Test
    void aDestinationIsNotTriedForEver() throws InterruptedException {
        delivery = () -> {
            throw ServiceException.throttled(ThrottleReason.CALLER_RATE);
        };
        accept("f", "in vain");
        assertThat(nextRun()).isEqualTo("in vain");
        Eventually.holds(() -> reportedTries() == 1);
        time.advance(Limits.REPORTING);
        Eventually.holds(() -> waiting() == 0);
        assertThat(told).isEmpty();
        assertThat(ran).isEmpty();
    }

    /** Events ran twice: those of a list that was read while they ended. */
    @Test
    void noEventRunsTwiceUnderLoad() {
        policy = RetryPolicy.DEFAULT;
        int count = 3_000;
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int caller = 0; caller < 8; caller++) {
                int first = caller;
                callers.execute(() -> {
                    for (int i = first; i < count; i += 8) {
                        accept("f" + i % 5, "event " + i);
                    }
                });
            }
        }
        Eventually.holds(() -> ran.size() >= count);
        dispatcher.close();
        assertThat(new HashSet<>(ran)).hasSize(count);
        assertThat(ran).hasSize(count);
    }

    /** Two processes over one store share its events; neither runs what the other one has. */
    @Test
    void twoDispatchersShareTheEvents() {
        policy = RetryPolicy.DEFAULT;
        EventQueue other = new EventQueue(store, time, Ids.secure());
        try (EventDispatcher second =
                new EventDispatcher(other, new Running(), arn -> policy, this::deliver, time, time)) {
            for (int i = 0; i < 500; i++) {
                String id = "event " + i;
                (i % 2 == 0 ? queue : other).accept(TestingEvents.invocation("f", id), "id of f");
            }
            Eventually.holds(() -> ran.size() >= 500 && waiting() == 0);
            second.stop();
            dispatcher.close();
            assertThat(new HashSet<>(ran)).hasSize(500);
            assertThat(ran).hasSize(500);
        }
    }

    /** The claims of a process that died lapse; nobody has to know that it did. */
    @Test
    void whatADeadProcessHadClaimedRunsWhenItsLeaseIsOver() throws InterruptedException {
        EventQueue dead = new EventQueue(store, time, Ids.secure());
        dead.accept(TestingEvents.invocation("f", "left behind"), "id of f");
        assertThat(dead.claim(TestingEvents.queue("f"), 10).names()).hasSize(1);
        time.advance(Limits.LEASE.minusSeconds(1)); // a look finds none that it may have
        assertThat(queue.claim(TestingEvents.queue("f"), 10).names()).isEmpty();
        assertThat(ran).isEmpty();
        time.advance(Limits.LOOK);
        assertThat(nextRun()).isEqualTo("left behind");
    }

    @Test
    void whatRunsLongKeepsItsClaim() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        function = invocation -> {
            await(stuck);
            return answer(Optional.empty());
        };
        accept("f", "long");
        assertThat(nextRun()).isEqualTo("long");
        EventQueue other = new EventQueue(store, time, Ids.secure());
        for (int i = 0; i < 10; i++) {
            time.advance(Limits.RENEWAL);
            Eventually.holds(() -> isClaimedUntil(time.now().plus(Limits.LEASE)));
            assertThat(other.claim(TestingEvents.queue("f"), 1).names()).isEmpty();
        }
        stuck.countDown();
        assertThat(nextTold().toJson()).contains("Success");
    }

    private boolean isClaimedUntil(Instant end) {
        return store.read(view -> view.nextDue(EventDocument.EVENT, scope("f"), "nobody", end.minusMillis(1)))
                .isEmpty();
    }

    /** A hundred thousand of them would stop everybody's writes if they went with the function, in its transaction. */
    @Test
    void eventsOfADeletedFunctionGoInTheBackground() throws InterruptedException {
        CountDownLatch stuck = new CountDownLatch(1);
        function = invocation -> {
            await(stuck);
            return answer(Optional.empty());
        };
        for (int i = 0; i < 3 * Limits.SWEPT; i++) {
            accept("f", "old");
        }
        for (int i = 0; i < Limits.WIDTH_AT_FIRST; i++) {
            assertThat(nextRun()).isEqualTo("old");
        }
        QueueId id = TestingEvents.queue("f");
        store.write(transaction -> {
            transaction.put(
                    Kinds.EVENT_DISPOSAL,
                    Scope.of(id.account()),
                    id.function(),
                    new EventDisposal(id.account(), id.function()));
            return id;
        });
        Eventually.holds(() -> waiting() == 0);
        Eventually.holds(
                () -> store.read(view -> view.pending(Kinds.EVENT_DISPOSAL)).isEmpty());
        queue.accept(TestingEvents.invocation("f", "new"), "another of the name f");
        assertThat(nextRun()).isEqualTo("new");
        stuck.countDown();
        dispatcher.close();
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
        time.advance(Limits.AFTER_REFUSAL_MOST);
        assertThat(nextRun()).isEqualTo("deep");
        assertThat(nextTold().toJson()).contains("Success");
    }

    /** Runs what it is told to. */
    private final class Running implements Frontend {
        @Override
        public CallTimes begin(String requestId) {
            return TestingFrontend.times(requestId);
        }

        @Override
        public Answer run(Invocation accepted, String identity) {
            ran.add(accepted.requestId());
            return function.apply(accepted);
        }

        @Override
        public Answer invoke(Call call, boolean wantsLog) {
            throw new AssertionError("events are run, not called again");
        }

        @Override
        public void stream(Call call, StreamedAnswer answer) {
            throw new AssertionError("events are not streamed");
        }
    }
}
