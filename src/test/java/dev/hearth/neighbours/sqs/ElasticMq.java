package dev.hearth.neighbours.sqs;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** A real server of queues on a port of its own. */
public final class ElasticMq implements AutoCloseable {
    private static final String ARN = "arn:aws:sqs:us-east-1:000000000000:";

    private final SQSRestServer server;
    private final URI endpoint;
    private final HttpClient http = HttpClient.newHttpClient();

    public ElasticMq() {
        server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .start();
        endpoint = URI.create(
                "http://127.0.0.1:" + server.waitUntilStarted().localAddress().getPort());
    }

    public URI endpoint() {
        return endpoint;
    }

    /** Makes a queue, and returns its ARN. */
    public String create(String name, Duration visibility) {
        JsonValue.ObjectBuilder attributes =
                JsonObject.builder().put("VisibilityTimeout", String.valueOf(visibility.toSeconds()));
        if (name.endsWith(".fifo")) {
            attributes.put("FifoQueue", "true").put("ContentBasedDeduplication", "true");
        }
        call("CreateQueue", JsonObject.builder().put("QueueName", name).put("Attributes", attributes.build()));
        return ARN + name;
    }

    /** Sends a message, and returns its id. */
    public String send(String arn, String body, Optional<String> group, Map<String, QueueMessage.Attribute> custom) {
        JsonValue.ObjectBuilder attributes = JsonObject.builder();
        custom.forEach((name, attribute) -> attributes.put(
                name,
                JsonObject.builder()
                        .put("DataType", attribute.type())
                        .put("StringValue", attribute.text())
                        .put("BinaryValue", attribute.binary())
                        .build()));
        return call(
                        "SendMessage",
                        JsonObject.builder()
                                .put("QueueUrl", url(arn))
                                .put("MessageBody", body)
                                .put("MessageGroupId", group)
                                .put("MessageAttributes", attributes.build()))
                .string("MessageId")
                .orElseThrow();
    }

    public String send(String arn, String body) {
        return send(arn, body, Optional.empty(), Map.of());
    }

    /** How many messages a queue has, handed out or not. */
    public long count(String arn) {
        return number(arn, "ApproximateNumberOfMessages") + hidden(arn);
    }

    /** How many messages are handed out. */
    public long hidden(String arn) {
        return number(arn, "ApproximateNumberOfMessagesNotVisible");
    }

    private long number(String arn, String attribute) {
        Map<String, String> attributes = call(
                        "GetQueueAttributes",
                        JsonObject.builder()
                                .put("QueueUrl", url(arn))
                                .put("AttributeNames", JsonValue.of(java.util.List.of("All"))))
                .object("Attributes")
                .orElseThrow()
                .strings();
        return Long.parseLong(attributes.getOrDefault(attribute, "0"));
    }

    private String url(String arn) {
        String name = arn.substring(arn.lastIndexOf(':') + 1);
        return call("GetQueueUrl", JsonObject.builder().put("QueueName", name))
                .string("QueueUrl")
                .orElseThrow();
    }

    private JsonObject call(String operation, JsonValue.ObjectBuilder request) {
        HttpRequest sent = HttpRequest.newBuilder(endpoint.resolve("/"))
                .header("Content-Type", "application/x-amz-json-1.0")
                .header("X-Amz-Target", "AmazonSQS." + operation)
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(request.build())))
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(sent, HttpResponse.BodyHandlers.ofByteArray());
            JsonObject parsed = Json.parseObject(answer.body());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(parsed.toJson());
            }
            return parsed;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        http.close();
        server.stopAndWait();
    }
}
