package dev.hearth.api;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonReader;
import dev.hearth.base.json.JsonReader.Token;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingKnownType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.utils.builder.Buildable;

/**
 * Decodes a request in the REST JSON protocol into one of the SDK's request classes, which describe the locations of
 * their members. Unknown members are ignored, as on AWS, so that newer tools work.
 *
 * <p>Source: the AWS restJson1 protocol in the Smithy documentation.
 */
final class RequestDecoder {
    private RequestDecoder() {}

    /**
     * Decodes a request.
     *
     * @param builder an empty builder of the request class
     * @param path the path's parameters, decoded
     * @param headers finds all values of a header
     */
    static Object decode(
            SdkPojo builder,
            Map<String, String> path,
            Map<String, List<String>> query,
            Function<String, List<String>> headers,
            byte[] body) {
        Shape shape = Shape.of(builder);
        for (SdkField<?> field : shape.elsewhere()) {
            String name = field.locationName();
            List<String> values = switch (field.location()) {
                case PATH, GREEDY_PATH -> path.containsKey(name) ? List.of(path.get(name)) : List.of();
                case QUERY_PARAM -> query.getOrDefault(name, List.of());
                case HEADER -> headers.apply(name);
                default -> List.of();
            };
            if (!values.isEmpty()) {
                field.set(builder, fromText(field, values));
            }
        }
        try {
            decodeBody(shape, builder, body);
        } catch (JsonException e) {
            throw serialization(e.getMessage());
        }
        return ((Buildable) builder).build();
    }

    private static void decodeBody(Shape shape, SdkPojo builder, byte[] body) {
        SdkField<?> payload = shape.payload().orElse(null);
        if (payload != null && payload.marshallingType().getKnownType() == MarshallingKnownType.SDK_BYTES) {
            payload.set(builder, SdkBytes.fromByteArrayUnsafe(body));
        } else if (body.length > 0 && (payload != null || !shape.members().isEmpty())) {
            try (JsonReader reader = Json.reader(body)) {
                reader.next();
                if (payload != null) {
                    payload.set(builder, value(reader, payload));
                } else if (reader.current() != Token.NULL) {
                    structure(reader, builder);
                }
                reader.end();
            }
        }
    }

    private static Object structure(JsonReader reader, SdkPojo builder) {
        expect(reader, Token.BEGIN_OBJECT, "a Structure");
        Map<String, SdkField<?>> members = Shape.of(builder).members();
        while (reader.next() != Token.END_OBJECT) {
            SdkField<?> field = members.get(reader.string());
            reader.next();
            if (field == null) {
                reader.skip();
            } else if (reader.current() != Token.NULL) {
                field.set(builder, value(reader, field));
            }
        }
        return ((Buildable) builder).build();
    }

    private static Object value(JsonReader reader, SdkField<?> field) {
        return switch (field.marshallingType().getKnownType()) {
            case SDK_POJO -> structure(reader, field.constructor().get());
            case LIST -> list(reader, field.getTrait(ListTrait.class).memberFieldInfo());
            case MAP -> map(reader, field.getTrait(MapTrait.class).valueFieldInfo());
            case STRING -> {
                expect(reader, Token.STRING, "a String");
                yield reader.string();
            }
            case BOOLEAN -> {
                if (reader.current() != Token.TRUE) {
                    expect(reader, Token.FALSE, "a Boolean");
                }
                yield reader.current() == Token.TRUE;
            }
            case SDK_BYTES -> {
                expect(reader, Token.STRING, "a Blob");
                yield SdkBytes.fromByteArrayUnsafe(reader.base64());
            }
            case INTEGER -> number(reader, "an Integer", BigDecimal::intValueExact);
            case LONG -> number(reader, "a Long", BigDecimal::longValueExact);
            case DOUBLE -> number(reader, "a Double", BigDecimal::doubleValue);
            case INSTANT -> number(reader, "a Timestamp", RequestDecoder::instant);
            case NULL, FLOAT, BIG_DECIMAL, SHORT, BYTE, DOCUMENT -> throw notInModel(field);
        };
    }

    private static Object number(JsonReader reader, String type, Function<BigDecimal, Object> conversion) {
        expect(reader, Token.NUMBER, type);
        try {
            return conversion.apply(reader.number());
        } catch (ArithmeticException | DateTimeException e) {
            throw serialization("NUMBER_VALUE can not be converted to " + type);
        }
    }

    private static Instant instant(BigDecimal seconds) {
        // an exponent of a million digits is refused before it is written out
        if (seconds.precision() - seconds.scale() > 12 || seconds.scale() > 1000) {
            throw new ArithmeticException("no date");
        }
        BigDecimal[] parts = seconds.divideAndRemainder(BigDecimal.ONE);
        return Instant.ofEpochSecond(
                parts[0].longValueExact(), parts[1].movePointRight(9).longValue());
    }

    /** Elements that are null stay: the check against the model reports them. */
    private static List<@Nullable Object> list(JsonReader reader, SdkField<?> element) {
        expect(reader, Token.BEGIN_ARRAY, "a List");
        List<@Nullable Object> values = new ArrayList<>();
        while (reader.next() != Token.END_ARRAY) {
            values.add(reader.current() == Token.NULL ? null : value(reader, element));
        }
        return values;
    }

    /** Values that are null stay, as in a list. */
    private static Map<String, @Nullable Object> map(JsonReader reader, SdkField<?> element) {
        expect(reader, Token.BEGIN_OBJECT, "a Map");
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        while (reader.next() != Token.END_OBJECT) {
            String name = reader.string();
            values.put(name, reader.next() == Token.NULL ? null : value(reader, element));
        }
        return values;
    }

    private static Object fromText(SdkField<?> field, List<String> values) {
        String text = values.getFirst();
        return switch (field.marshallingType().getKnownType()) {
            case LIST -> values;
            case STRING -> text;
            case BOOLEAN ->
                switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw serialization("STRING_VALUE can not be converted to a Boolean");
                };
            case INTEGER -> parsed(text, "an Integer", Integer::valueOf);
            case LONG -> parsed(text, "a Long", Long::valueOf);
            case INSTANT -> parsed(text, "a Timestamp", Instant::parse);
            case NULL, DOUBLE, FLOAT, BIG_DECIMAL, SHORT, BYTE, SDK_BYTES, SDK_POJO, MAP, DOCUMENT ->
                throw notInModel(field);
        };
    }

    private static Object parsed(String text, String type, Function<String, Object> conversion) {
        try {
            return conversion.apply(text);
        } catch (NumberFormatException | DateTimeException e) {
            throw serialization("STRING_VALUE can not be converted to " + type);
        }
    }

    private static IllegalStateException notInModel(SdkField<?> field) {
        return new IllegalStateException("Lambda's model has no such member: " + field.memberName());
    }

    private static void expect(JsonReader reader, Token wanted, String type) {
        Token found = reader.current();
        if (found == wanted) {
            return;
        }
        throw serialization(
                switch (found) {
                    case BEGIN_OBJECT -> "Start of structure or map found where not expected.";
                    case BEGIN_ARRAY -> "Start of list found where not expected";
                    case STRING -> "STRING_VALUE can not be converted to " + type;
                    case NUMBER -> "NUMBER_VALUE can not be converted to " + type;
                    case TRUE -> "TRUE_VALUE can not be converted to " + type;
                    case FALSE -> "FALSE_VALUE can not be converted to " + type;
                    case NULL, NAME, END_OBJECT, END_ARRAY, END -> "Unexpected end of input";
                });
    }

    private static ServiceException serialization(String message) {
        return new ServiceException(ErrorCode.SERIALIZATION, message);
    }
}
