package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.neighbours.sqs.ElasticMq;
import dev.hearth.time.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EventSourceMappingConfiguration;
import software.amazon.awssdk.services.lambda.model.Filter;
import software.amazon.awssdk.services.lambda.model.FunctionResponseType;

/** Messages of a real server's queues get to functions, also when Hearth is killed. */
@ExtendWith(SharedHearth.class)
class PollerTest {
    private static final int MESSAGES = 120;

    /** So many run at first: five batches of ten. */
    private static final int HELD = 50;

    /** On a message's first reception, hangs or fails if the message says so. */
    private static final String SOURCE = """
            import time
            def handler(event, context):
                failed = []
                for record in event["Records"]:
                    first = record["attributes"]["ApproximateReceiveCount"] == "1"
                    if first and "held" in record["body"]:
                        time.sleep(25)
                    if first and "once" in record["body"]:
                        failed.append({"itemIdentifier": record["messageId"]})
                    else:
                        print("processed", record["body"], record["eventSourceARN"])
                return {"batchItemFailures": failed}
            """;

    private final ElasticMq server = new ElasticMq();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    private HearthProcess start() {
        return HearthProcess.start(folder.resolve("data"), "--forward", "sqs=" + server.endpoint());
    }

    @Test
    void messagesArriveAndKillingLosesNone() throws InterruptedException {
        String queue = server.create("standard", Duration.ofSeconds(10));
        String ordered = server.create("ordered.fifo", Duration.ofSeconds(30));
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < MESSAGES; i++) {
            String body = (i < HELD ? "held-" : i % 20 == 0 ? "once-" : "message-") + i;
            server.send(queue, body);
            expected.add(body);
        }
        server.send(queue, "unwanted");
        String function;
        HearthProcess hearth = start();
        try (LambdaClient lambda = hearth.client()) {
            function = new Functions(lambda).deploy("python3.13", "app.handler", "app.py", SOURCE);
            map(lambda, function, queue, "{\"body\": [{\"anything-but\": \"unwanted\"}]}");
            Eventually.holds(() -> server.hidden(queue) == HELD);
        }
        hearth.kill();
        assertThat(server.count(queue))
                .as("nothing is deleted that was not processed")
                .isEqualTo(MESSAGES + 1);
        try (HearthProcess next = start();
                LambdaClient lambda = next.client()) {
            map(lambda, function, ordered, "{\"eventSource\": [\"aws:sqs\"]}");
            for (int i = 0; i < 10; i++) {
                server.send(ordered, "ordered-" + i, Optional.of("group"), Map.of());
            }
            Eventually.holds(() -> server.count(queue) == 0 && server.count(ordered) == 0);
            Eventually.holds(() -> processed(next, function).containsAll(expected));
            List<String> all = processed(next, function);
            assertThat(all).doesNotContain("unwanted");
            assertThat(all.stream().filter(body -> body.startsWith("ordered")))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 10).mapToObj(i -> "ordered-" + i).toList());
            deleted(lambda, queue);
        }
    }

    private static void deleted(LambdaClient lambda, String queue) {
        EventSourceMappingConfiguration mapping = lambda.listEventSourceMappings(
                        request -> request.eventSourceArn(queue))
                .eventSourceMappings()
                .getFirst();
        assertThat(mapping.state()).isEqualTo("Enabled");
        assertThat(mapping.lastProcessingResult()).isEqualTo("OK");
        lambda.deleteEventSourceMapping(request -> request.uuid(mapping.uuid()));
        Eventually.holds(() -> lambda.listEventSourceMappings(request -> request.eventSourceArn(queue))
                .eventSourceMappings()
                .isEmpty());
    }

    @Test
    void withoutAServerOfQueuesAMappingSaysWhatIsMissing(HearthProcess hearth) {
        try (LambdaClient lambda = hearth.client()) {
            String function = new Functions(lambda).deploy("python3.13", "app.handler", "app.py", SOURCE);
            String queue = "arn:aws:sqs:us-east-1:000000000000:nowhere";
            map(lambda, function, queue, "{\"body\": [\"x\"]}");
            assertThat(lambda.listEventSourceMappings(request -> request.eventSourceArn(queue))
                            .eventSourceMappings()
                            .getFirst()
                            .lastProcessingResult())
                    .contains("--forward sqs=URL");
        }
    }

    private static void map(LambdaClient lambda, String function, String queue, String pattern) {
        String id = lambda.createEventSourceMapping(request -> request.functionName(function)
                        .eventSourceArn(queue)
                        .functionResponseTypes(FunctionResponseType.REPORT_BATCH_ITEM_FAILURES)
                        .filterCriteria(criteria -> criteria.filters(
                                Filter.builder().pattern(pattern).build())))
                .uuid();
        Eventually.holds(() -> lambda.getEventSourceMapping(request -> request.uuid(id))
                .state()
                .equals("Enabled"));
    }

    /** The bodies of processed messages, in the order of the log. */
    private static List<String> processed(HearthProcess hearth, String function) {
        return hearth.attempt("logs", function)
                .output()
                .lines()
                .filter(line -> line.contains("processed "))
                .map(line -> line.substring(line.indexOf("processed ")).split(" ", -1)[1])
                .toList();
    }
}
