package dev.hearth.api;

import dev.hearth.base.json.JsonWriter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/** Encodes one of the SDK's response classes in the REST JSON protocol. */
final class ResponseEncoder {
    private static final byte[] NOTHING = {};

    private ResponseEncoder() {}

    /** An encoded response. The status is empty unless the class has a status that is set. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Encoded(Optional<Integer> status, Map<String, String> headers, byte[] body) {}

    /**
     * Encodes a response.
     *
     * @param address the address of the API as the caller used it, for links to packages
     */
    static Encoded encode(SdkPojo response, String address) {
        Map<String, String> headers = new LinkedHashMap<>();
        Optional<Integer> status = Optional.empty();
        Shape shape = Shape.of(response);
        for (SdkField<?> field : shape.elsewhere()) {
            Object value = field.getValueOrDefault(response);
            if (value != null && field.location() == MarshallLocation.HEADER) {
                headers.put(field.locationName(), value.toString());
            } else if (value instanceof Integer code && field.location() == MarshallLocation.STATUS_CODE) {
                status = Optional.of(code);
            }
        }
        SdkField<?> payload = shape.payload().orElse(null);
        if (payload == null) {
            JsonWriter writer = new JsonWriter();
            new Body(writer, address).structure(response);
            return new Encoded(status, headers, writer.toBytes());
        }
        Object value = payload.getValueOrDefault(response);
        if (value instanceof SdkBytes bytes) {
            return new Encoded(status, headers, bytes.asByteArrayUnsafe());
        }
        if (value == null) {
            return new Encoded(status, headers, NOTHING);
        }
        JsonWriter writer = new JsonWriter();
        new Body(writer, address).value(payload, value);
        return new Encoded(status, headers, writer.toBytes());
    }

    /** A body under construction. */
    private record Body(JsonWriter writer, String address) {
        void structure(SdkPojo pojo) {
            writer.beginObject();
            for (SdkField<?> field : pojo.sdkFields()) {
                if (field.location() == MarshallLocation.PAYLOAD) {
                    Object value = field.getValueOrDefault(pojo);
                    if (present(value)) {
                        writer.name(field.locationName());
                        value(field, value);
                    }
                }
            }
            writer.endObject();
        }

        void value(SdkField<?> field, @Nullable Object value) {
            switch (value) {
                case null -> writer.nothing();
                case String text -> writer.string(isLink(field, text) ? address + text : text);
                case Integer number -> writer.number(number);
                case Long number -> writer.number(number);
                case Double number -> writer.number(number);
                case Boolean bool -> writer.bool(bool);
                case SdkBytes bytes -> writer.base64(bytes.asByteArrayUnsafe());
                case Instant instant -> writer.number(seconds(instant));
                case SdkPojo pojo -> structure(pojo);
                case List<?> elements -> {
                    SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
                    writer.beginArray();
                    elements.forEach(one -> value(element, one));
                    writer.endArray();
                }
                case Map<?, ?> entries -> {
                    SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
                    writer.beginObject();
                    entries.forEach((name, one) -> {
                        writer.name(String.valueOf(name));
                        value(element, one);
                    });
                    writer.endObject();
                }
                default -> throw new IllegalStateException("Lambda's model has no such type: " + value.getClass());
            }
        }

        private static boolean isLink(SdkField<?> field, String text) {
            return "Location".equals(field.memberName()) && text.startsWith("/");
        }
    }

    private static boolean present(@Nullable Object value) {
        // the SDK's marker for an unset member
        return value != null && !(value instanceof SdkAutoConstructList) && !(value instanceof SdkAutoConstructMap);
    }

    /** Seconds since 1970 with milliseconds, as Lambda writes dates that are not text. */
    private static BigDecimal seconds(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }
}
