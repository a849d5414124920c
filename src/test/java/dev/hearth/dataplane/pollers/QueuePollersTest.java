package dev.hearth.dataplane.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.AccountId;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.QueueMapping;
import dev.hearth.neighbours.sqs.MemoryQueues;
import dev.hearth.neighbours.sqs.QueueException;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.ManualClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Pollers on threads, over queues in memory. */
class QueuePollersTest {
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryQueues queues = new MemoryQueues(clock);
    private final String queue = queues.create("q", VISIBILITY);
    private final Queue<Frontend.Call> calls = new ConcurrentLinkedQueue<>();
    private volatile Function<Frontend.Call, String> function = call -> "null";
    private volatile String forbidden = "";
    private final QueuePollers pollers = new QueuePollers(
            queues,
            (mapping, action) -> !action.equals(forbidden),
            new TestingFrontend(call -> {
                calls.add(call);
                return answer(function.apply(call), Optional.empty());
            }),
            clock,
            clock,
            Ids.secure(),
            1L << 30);

    @AfterEach
    void close() {
        pollers.close();
    }

    private static Frontend.Answer answer(String payload, Optional<String> error) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        return new Frontend.Answer(200, "1", "", Optional.of(new InvocationResult(bytes, error, new byte[0])));
    }

    private void start(List<String> filters) {
        pollers.start(new QueueMapping(
                "m",
                new AccountId("000000000000"),
                queue,
                "arn:aws:lambda:us-east-1:000000000000:function:f:live",
                10,
                Duration.ZERO,
                filters,
                true,
                OptionalInt.empty()));
    }

    private static List<String> bodies(Frontend.Call call) {
        return Json.parseObject(call.payload()).array("Records").orElseThrow().objects().stream()
                .map(record -> record.string("body").orElseThrow())
                .toList();
    }

    private static String identifier(Frontend.Call call) {
        List<JsonObject> records =
                Json.parseObject(call.payload()).array("Records").orElseThrow().objects();
        return records.getFirst().string("messageId").orElseThrow();
    }

    private void pass(Duration time) {
        clock.advance(time);
        queues.timePassed();
    }

    @Test
    void aProcessedMessageIsDeleted() {
        start(List.of());
        queues.send(queue, "hello");
        Eventually.holds(() -> queues.count(queue) == 0);
        Frontend.Call call = calls.remove();
        assertThat(bodies(call)).containsExactly("hello");
        assertThat(call.type()).isEqualTo(Frontend.InvocationType.BATCH);
        assertThat(call.function()).isEqualTo("arn:aws:lambda:us-east-1:000000000000:function:f:live");
        assertThat(pollers.result("m")).contains("OK");
    }

    @Test
    void whatNoFilterMatchesIsDeletedUnseen() {
        start(List.of("{\"body\": [\"wanted\"]}"));
        queues.send(queue, "unwanted");
        queues.send(queue, "wanted");
        Eventually.holds(() -> queues.count(queue) == 0);
        assertThat(calls).hasSize(1);
        assertThat(bodies(calls.remove())).containsExactly("wanted");
    }

    @Test
    void aReportedFailureComesBackAfterItsVisibilityTimeout() {
        function = call -> calls.size() == 1
                ? "{\"batchItemFailures\": [{\"itemIdentifier\": \"" + identifier(call) + "\"}]}"
                : "{}";
        queues.send(queue, "bad");
        queues.send(queue, "good");
        start(List.of());
        Eventually.holds(() -> queues.count(queue) == 1);
        assertThat(pollers.result("m")).contains("PROBLEM: The function reported failed messages");
        pass(VISIBILITY);
        Eventually.holds(() -> queues.count(queue) == 0);
        assertThat(calls).hasSize(2);
        assertThat(bodies(calls.remove())).containsExactly("bad", "good");
        assertThat(bodies(calls.remove())).containsExactly("bad");
    }

    @Test
    void aBatchWhoseAnswerIsNoReportFailsWhole() {
        function = call -> calls.size() == 1 ? "{\"batchItemFailures\": [{}]}" : "{}";
        queues.send(queue, "one");
        start(List.of());
        Eventually.holds(() -> pollers.result("m").equals(Optional.of("PROBLEM: Function call failed")));
        assertThat(queues.count(queue)).isOne();
        pass(VISIBILITY);
        Eventually.holds(() -> queues.count(queue) == 0);
    }

    @Test
    void aThrottledBatchIsTriedAgain() {
        function = call -> {
            if (calls.size() < 3) {
                throw ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS);
            }
            return "{}";
        };
        queues.send(queue, "one");
        start(List.of());
        Eventually.holds(() -> calls.size() == 1);
        Eventually.holds(() -> pollers.result("m").orElse("").startsWith("PROBLEM: Rate"));
        Eventually.holds(() -> {
            pass(Duration.ofMillis(100));
            return queues.count(queue) == 0;
        });
        assertThat(calls).hasSize(3);
    }

    @Test
    void aFunctionThatIsNotThereIsTold() {
        function = call -> {
            throw new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "Function not found: f");
        };
        queues.send(queue, "one");
        start(List.of());
        Eventually.holds(() -> pollers.result("m").equals(Optional.of("PROBLEM: Function not found: f")));
        assertThat(queues.count(queue)).isOne();
    }

    @Test
    void aRoleThatMayNotReadTheQueueIsTold() {
        forbidden = "DeleteMessage";
        queues.send(queue, "one");
        start(List.of());
        Eventually.holds(() -> pollers.result("m")
                .equals(Optional.of("PROBLEM: The provided execution role does not have permissions to call"
                        + " DeleteMessage on SQS")));
        assertThat(calls).isEmpty();
        forbidden = "";
        Eventually.holds(() -> {
            pass(Duration.ofMillis(100));
            return queues.count(queue) == 0;
        });
    }

    @Test
    void whatCannotBeDeletedIsDeletedLater() {
        queues.refuseDeletions(new QueueException("deletions are refused"));
        queues.send(queue, "one");
        start(List.of());
        Eventually.holds(() -> pollers.result("m").equals(Optional.of("PROBLEM: deletions are refused")));
        queues.refuseDeletions(null);
        Eventually.holds(() -> {
            pass(Duration.ofMillis(100));
            return queues.count(queue) == 0;
        });
        assertThat(calls).as("processed once").hasSize(1);
    }

    @Test
    void aStopWaitsForItsBatch() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        function = call -> {
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return "{}";
        };
        queues.send(queue, "one");
        start(List.of());
        begun.await();
        Thread stopping = Thread.ofVirtual().start(() -> {
            try {
                pollers.stop("m");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Eventually.holds(() -> stopping.getState() == Thread.State.WAITING);
        goOn.countDown();
        stopping.join();
        assertThat(queues.count(queue)).as("deleted before the end").isZero();
        assertThat(pollers.result("m")).isEmpty();
        queues.send(queue, "two");
        pollers.stop("m");
        assertThat(calls).hasSize(1);
    }
}
