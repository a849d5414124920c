package dev.hearth.base.json;

import java.nio.charset.StandardCharsets;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteConstraints;
import tools.jackson.core.json.JsonFactory;

/** Reads, writes and checks JSON texts; the grammar is that of RFC 8259, as strict as Lambda is. */
public final class Json {
    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.NESTING)
                    .maxStringLength(Limits.STRING_CHARACTERS)
                    .maxNumberLength(Limits.NUMBER_CHARACTERS)
                    .maxNameLength(Limits.NAME_CHARACTERS)
                    .build())
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Limits.NESTING)
                    .build())
            // names come from callers, who must not fill the JVM's table of interned strings
            .disable(JsonFactory.Feature.INTERN_PROPERTY_NAMES)
            .build();

    private Json() {}

    public static JsonValue parse(byte[] text) {
        try (JsonReader reader = new JsonReader(text)) {
            reader.next();
            JsonValue value = reader.value();
            reader.end();
            return value;
        }
    }

    public static JsonValue parse(String text) {
        return parse(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Parses a text that must be an object. */
    public static JsonValue.JsonObject parseObject(byte[] text) {
        try (JsonReader reader = new JsonReader(text)) {
            if (reader.next() != JsonReader.Token.BEGIN_OBJECT) {
                throw reader.failure("Expected an object");
            }
            JsonValue.JsonObject object = (JsonValue.JsonObject) reader.value();
            reader.end();
            return object;
        }
    }

    public static JsonValue.JsonObject parseObject(String text) {
        return parseObject(text.getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] write(JsonValue value) {
        return new JsonWriter().value(value).toBytes();
    }

    public static String writeString(JsonValue value) {
        return new String(write(value), StandardCharsets.UTF_8);
    }

    /** A reader that reads token by token. The bytes must not change meanwhile. */
    public static JsonReader reader(byte[] text) {
        return new JsonReader(text);
    }

    /** Whether the bytes are exactly one JSON text. Nothing of it is kept in memory. */
    public static boolean isValid(byte[] text) {
        try {
            validate(text);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    /**
     * Like {@link #isValid}, but throws a {@link JsonException} with the position of the error. During a long text it
     * yields to other virtual threads.
     */
    public static void validate(byte[] text) {
        try (JsonReader reader = new JsonReader(text)) {
            if (reader.next() == JsonReader.Token.END) {
                throw reader.failure("No content to map due to end-of-input");
            }
            reader.skip();
            reader.end();
        }
    }
}
