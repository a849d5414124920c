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
            // names come from callers: the virtual machine's table of strings is not theirs to fill
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

    /** Reads token by token; the bytes must not change meanwhile. */
    public static JsonReader reader(byte[] text) {
        return new JsonReader(text);
    }

    /** Whether the bytes are exactly one JSON text: one pass that keeps nothing. */
    public static boolean isValid(byte[] text) {
        try {
            validate(text);
            return true;
        } catch (JsonException e) {
            return false;
        }
    }

    /**
     * Like {@link #isValid}, but says what is wrong: a {@link JsonException} with the place. Other virtual threads get
     * their turn while it reads a long text.
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
