package dev.hearth.dataplane.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.json.Json;
import dev.hearth.neighbours.sqs.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The event of a batch, and the answers of functions to it. */
class BatchTest {
    private static final String QUEUE = "arn:aws:sqs:us-east-2:123456789012:my-queue";

    private static Held held(String id) {
        QueueMessage message = new QueueMessage(
                id,
                "receipt-" + id,
                "hello \"" + id + "\"",
                "e4e68fb7bd0e697a0ae8f1bb342846b3",
                Map.of("ApproximateReceiveCount", "1", "SentTimestamp", "1545082649183", "SenderId", "AIDA"),
                Map.of(),
                Optional.empty());
        return BatchEvent.held(message, BatchEvent.record(message, QUEUE));
    }

    /** The example event of Lambda's guide. */
    @Test
    void theEventHasLambdasForm() {
        assertThat(new String(BatchEvent.of(List.of(held("a"), held("b"))), StandardCharsets.UTF_8))
                .isEqualTo("{\"Records\":[" + record("a") + "," + record("b") + "]}");
    }

    private static String record(String id) {
        return "{\"messageId\":\"" + id + "\",\"receiptHandle\":\"receipt-" + id + "\",\"body\":\"hello \\\"" + id
                + "\\\"\",\"attributes\":{\"ApproximateReceiveCount\":\"1\",\"SenderId\":\"AIDA\","
                + "\"SentTimestamp\":\"1545082649183\"},\"messageAttributes\":{},"
                + "\"md5OfBody\":\"e4e68fb7bd0e697a0ae8f1bb342846b3\",\"eventSource\":\"aws:sqs\","
                + "\"eventSourceARN\":\"" + QUEUE + "\",\"awsRegion\":\"us-east-2\"}";
    }

    @Test
    void attributesOfTheSenderHaveTheirTypes() {
        QueueMessage message = new QueueMessage(
                "a",
                "r",
                "b",
                "m",
                Map.of(),
                Map.of(
                        "count",
                        new QueueMessage.Attribute("Number", Optional.of("7"), Optional.empty()),
                        "raw",
                        new QueueMessage.Attribute("Binary", Optional.empty(), Optional.of("AAEC"))),
                Optional.of("md5"));
        assertThat(BatchEvent.record(message, QUEUE).toJson())
                .contains("\"messageAttributes\":{\"count\":{\"stringValue\":\"7\",\"stringListValues\":[],"
                        + "\"binaryListValues\":[],\"dataType\":\"Number\"},\"raw\":{\"binaryValue\":\"AAEC\","
                        + "\"stringListValues\":[],\"binaryListValues\":[],\"dataType\":\"Binary\"}},"
                        + "\"md5OfMessageAttributes\":\"md5\"");
    }

    @Test
    void theSizeOfAnEventIsKnownBefore() {
        List<Held> batch = List.of(held("a"), held("bb"), held("ccc"));
        assertThat(BatchEvent.of(batch)).hasSize((int) (BatchEvent.FRAME_BYTES + Held.bytes(batch) - 1));
        assertThat(Json.isValid(BatchEvent.of(batch))).isTrue();
    }

    private static Optional<Set<String>> failed(String answer) {
        return BatchAnswer.failed(answer.getBytes(StandardCharsets.UTF_8), List.of(held("a"), held("b")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "null", "{}", "{\"batchItemFailures\": []}", "{\"batchItemFailures\": null}", "{\"x\": 1}"})
    void anAnswerWithoutFailuresIsASuccess(String answer) {
        assertThat(failed(answer)).contains(Set.of());
    }

    @Test
    void anAnswerNamesWhatFailed() {
        assertThat(failed("{\"batchItemFailures\": [{\"itemIdentifier\": \"b\"}]}"))
                .contains(Set.of("b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no json",
                "\"ok\"",
                "[]",
                "{\"batchItemFailures\": \"b\"}",
                "{\"batchItemFailures\": [\"b\"]}",
                "{\"batchItemFailures\": [{\"itemIdentifier\": \"\"}]}",
                "{\"batchItemFailures\": [{\"itemIdentifier\": null}]}",
                "{\"batchItemFailures\": [{\"id\": \"b\"}]}",
                "{\"batchItemFailures\": [{\"itemIdentifier\": \"unknown\"}]}"
            })
    void anAnswerThatCannotBeReadFailsTheWholeBatch(String answer) {
        assertThat(failed(answer)).isEmpty();
    }
}
