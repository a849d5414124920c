package dev.hearth.dataplane.pollers;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.neighbours.sqs.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;

/** The event that a function gets of a batch: "Using Lambda with Amazon SQS", "Example Amazon SQS message event". */
final class BatchEvent {
    private static final byte[] BEGIN = "{\"Records\":[".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = "]}".getBytes(StandardCharsets.UTF_8);

    /** What the event has besides its records and the commas between them. */
    static final int FRAME_BYTES = BEGIN.length + END.length;

    private static final JsonArray NONE = new JsonArray(List.of());
    private static final int REGION_PART = 3;

    private BatchEvent() {}

    /** A message in the form in which filters see it and the function gets it. */
    static JsonObject record(QueueMessage message, String queue) {
        JsonValue.ObjectBuilder custom = JsonObject.builder();
        new TreeMap<>(message.custom())
                .forEach((name, attribute) -> custom.put(
                        name,
                        JsonObject.builder()
                                .put("stringValue", attribute.text())
                                .put("binaryValue", attribute.binary())
                                .put("stringListValues", NONE)
                                .put("binaryListValues", NONE)
                                .put("dataType", attribute.type())
                                .build()));
        return JsonObject.builder()
                .put("messageId", message.id())
                .put("receiptHandle", message.receipt())
                .put("body", message.body())
                .put("attributes", JsonValue.of(new TreeMap<>(message.attributes())))
                .put("messageAttributes", custom.build())
                .put("md5OfMessageAttributes", message.customMd5())
                .put("md5OfBody", message.md5())
                .put("eventSource", "aws:sqs")
                .put("eventSourceARN", queue)
                .put("awsRegion", queue.split(":", -1)[REGION_PART])
                .build();
    }

    static Held held(QueueMessage message, JsonObject record) {
        return new Held(message.id(), message.receipt(), message.group(), Json.write(record));
    }

    /** The whole event. */
    static byte[] of(List<Held> batch) {
        int length = (int) (FRAME_BYTES + Held.bytes(batch) - 1);
        byte[] event = new byte[length];
        int end = append(event, 0, BEGIN);
        for (int i = 0; i < batch.size(); i++) {
            if (i > 0) {
                event[end++] = ',';
            }
            end = append(event, end, batch.get(i).record());
        }
        append(event, end, END);
        return event;
    }

    private static int append(byte[] target, int at, byte[] part) {
        System.arraycopy(part, 0, target, at, part.length);
        return at + part.length;
    }
}
