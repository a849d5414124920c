package dev.hearth.neighbours.sqs;

import dev.hearth.base.auth.RequestSigner;
import dev.hearth.base.http.LazyHttpClient;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.Sha256;
import dev.hearth.neighbours.forward.Upstream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Calls a server of the Simple Queue Service in its JSON protocol. */
public final class SqsClient implements QueueClient {
    private static final String TYPE = "application/x-amz-json-1.0";
    private static final String SERVICE = "AmazonSQS.";
    private static final String MISSING_QUEUE = "QueueDoesNotExist";
    private static final int OK = 200;
    private static final int ACCOUNT_PART = 4;
    private static final int NAME_PART = 5;

    private final Upstream server;
    private final RequestSigner signer;
    private final Map<String, String> urls = new ConcurrentHashMap<>();
    private final LazyHttpClient client = new LazyHttpClient(Limits.CONNECT);

    /** Connects to nothing before the first request. */
    public SqsClient(Upstream server, RequestSigner signer) {
        this.server = server;
        this.signer = signer;
    }

    @Override
    public Status look(String queue) {
        JsonObject attributes = call(
                        queue,
                        "GetQueueAttributes",
                        JsonObject.builder()
                                .put(
                                        "AttributeNames",
                                        JsonValue.of(List.of("ApproximateNumberOfMessages", "VisibilityTimeout"))),
                        Limits.ANSWER)
                .object("Attributes")
                .orElse(JsonObject.EMPTY);
        return new Status(
                number(attributes, "ApproximateNumberOfMessages"),
                Duration.ofSeconds(number(attributes, "VisibilityTimeout")));
    }

    private static long number(JsonObject attributes, String name) {
        try {
            return Long.parseLong(attributes.string(name).orElse("0"));
        } catch (NumberFormatException e) {
            throw new QueueException("the server's " + name + " is no number", e);
        }
    }

    @Override
    public List<QueueMessage> receive(String queue, int most, Duration wait) {
        JsonArray all = JsonValue.of(List.of("All"));
        JsonObject answer = call(
                queue,
                "ReceiveMessage",
                JsonObject.builder()
                        .put("MaxNumberOfMessages", Math.min(most, Limits.BATCH))
                        .put("WaitTimeSeconds", Math.min(wait.toSeconds(), Limits.WAIT.toSeconds()))
                        .put("AttributeNames", all) // the older name, which some servers know only
                        .put("MessageSystemAttributeNames", all)
                        .put("MessageAttributeNames", all),
                Limits.ANSWER.plus(wait));
        return answer.array("Messages").map(JsonArray::objects).orElse(List.of()).stream()
                .map(SqsClient::message)
                .toList();
    }

    private static QueueMessage message(JsonObject message) {
        Map<String, QueueMessage.Attribute> custom = new LinkedHashMap<>();
        message.object("MessageAttributes").orElse(JsonObject.EMPTY).members().forEach((name, value) -> {
            if (value instanceof JsonObject attribute) {
                custom.put(
                        name,
                        new QueueMessage.Attribute(
                                attribute.string("DataType").orElse("String"),
                                attribute.string("StringValue"),
                                attribute.string("BinaryValue")));
            }
        });
        return new QueueMessage(
                member(message, "MessageId"),
                member(message, "ReceiptHandle"),
                message.string("Body").orElse(""),
                message.string("MD5OfBody").orElse(""),
                message.object("Attributes").orElse(JsonObject.EMPTY).strings(),
                custom,
                message.string("MD5OfMessageAttributes"));
    }

    private static String member(JsonObject message, String name) {
        return message.string(name).orElseThrow(() -> new QueueException("the server sent a message without " + name));
    }

    @Override
    public void delete(String queue, List<String> receipts) {
        inBatches(queue, "DeleteMessageBatch", receipts, false);
    }

    @Override
    public void release(String queue, List<String> receipts) {
        inBatches(queue, "ChangeMessageVisibilityBatch", receipts, true);
    }

    private void inBatches(String queue, String operation, List<String> receipts, boolean visible) {
        for (int begin = 0; begin < receipts.size(); begin += Limits.BATCH) {
            List<JsonValue> entries = new ArrayList<>();
            for (String receipt : receipts.subList(begin, Math.min(begin + Limits.BATCH, receipts.size()))) {
                JsonValue.ObjectBuilder entry =
                        JsonObject.builder().put("Id", "m" + entries.size()).put("ReceiptHandle", receipt);
                entries.add(visible ? entry.put("VisibilityTimeout", 0).build() : entry.build());
            }
            JsonObject answer =
                    call(queue, operation, JsonObject.builder().put("Entries", new JsonArray(entries)), Limits.ANSWER);
            List<JsonObject> failed =
                    answer.array("Failed").map(JsonArray::objects).orElse(List.of());
            if (!failed.isEmpty()) {
                throw new QueueException(operation + " failed for " + failed.size() + " messages: "
                        + failed.getFirst().string("Code").orElse("")
                        + " " + failed.getFirst().string("Message").orElse(""));
            }
        }
    }

    /** Calls an operation on a queue, whose address is looked up once. */
    private JsonObject call(String queue, String operation, JsonValue.ObjectBuilder request, Duration limit) {
        String url = urls.get(queue);
        if (url == null) {
            url = address(queue);
            urls.put(queue, url);
        }
        try {
            return send(operation, request.put("QueueUrl", url).build(), limit);
        } catch (QueueException failed) {
            if (String.valueOf(failed.getMessage()).contains(MISSING_QUEUE)) {
                urls.remove(queue); // made anew, it may have another address
            }
            throw failed;
        }
    }

    private String address(String queue) {
        String[] parts = queue.split(":", -1);
        Optional<String> owner = Optional.of(parts[ACCOUNT_PART]).filter(account -> !account.isEmpty());
        JsonObject answer = send(
                "GetQueueUrl",
                JsonObject.builder()
                        .put("QueueName", parts[NAME_PART])
                        .put("QueueOwnerAWSAccountId", owner)
                        .build(),
                Limits.ANSWER);
        return answer.string("QueueUrl")
                .orElseThrow(() -> new QueueException("the server has no address for the queue " + queue));
    }

    private JsonObject send(String operation, JsonObject request, Duration limit) {
        byte[] body = Json.write(request);
        URI target = server.address("/", "");
        Map<String, String> further = Map.of("content-type", TYPE, "x-amz-target", SERVICE + operation);
        HttpRequest.Builder http =
                HttpRequest.newBuilder(target).timeout(limit).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        signer.sign("POST", target, server.host(), further, Sha256.of(body)).forEach(http::header);
        try {
            HttpResponse<InputStream> response =
                    client.get().send(http.build(), HttpResponse.BodyHandlers.ofInputStream());
            byte[] answer;
            try (InputStream content = response.body()) {
                answer = content.readNBytes(Limits.ANSWER_BYTES);
            }
            if (response.statusCode() != OK) {
                throw refused(operation, response.statusCode(), answer);
            }
            return answer.length == 0 ? JsonObject.EMPTY : Json.parseObject(answer);
        } catch (JsonException e) {
            throw new QueueException("the server " + server.endpoint() + " does not answer in SQS's JSON protocol", e);
        } catch (IOException e) {
            throw new QueueException("the server " + server.endpoint() + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new QueueException("interrupted", e);
        }
    }

    private QueueException refused(String operation, int status, byte[] answer) {
        Optional<JsonObject> error = Optional.empty();
        try {
            error = Optional.of(Json.parseObject(answer));
        } catch (JsonException e) {
            // another server's page, which says nothing of use here
        }
        String type = error.flatMap(found -> found.string("__type")).orElse("");
        String message = error.flatMap(found -> found.string("message").or(() -> found.string("Message")))
                .orElse("");
        return new QueueException(operation + " was refused with HTTP " + status + " "
                + type.substring(type.indexOf('#') + 1) + ": " + message);
    }

    @Override
    public void close() {
        client.close();
    }
}
