package dev.hearth.base.json;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/** Writes a JSON text token by token, in UTF-8 on one line. */
public final class JsonWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    private final JsonGenerator generator = Json.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes);

    public JsonWriter beginObject() {
        generator.writeStartObject();
        return this;
    }

    public JsonWriter endObject() {
        generator.writeEndObject();
        return this;
    }

    public JsonWriter beginArray() {
        generator.writeStartArray();
        return this;
    }

    public JsonWriter endArray() {
        generator.writeEndArray();
        return this;
    }

    public JsonWriter name(String name) {
        generator.writeName(name);
        return this;
    }

    public JsonWriter string(String value) {
        generator.writeString(value);
        return this;
    }

    public JsonWriter number(long value) {
        generator.writeNumber(value);
        return this;
    }

    public JsonWriter number(double value) {
        generator.writeNumber(value);
        return this;
    }

    public JsonWriter number(BigDecimal value) {
        generator.writeNumber(value);
        return this;
    }

    public JsonWriter bool(boolean value) {
        generator.writeBoolean(value);
        return this;
    }

    public JsonWriter nothing() {
        generator.writeNull();
        return this;
    }

    /** Writes a string with the bytes in base64. */
    public JsonWriter base64(byte[] value) {
        generator.writeBinary(value);
        return this;
    }

    /** Writes a member that is a string. */
    public JsonWriter member(String name, String value) {
        return name(name).string(value);
    }

    /** Writes a member that is an integer. */
    public JsonWriter member(String name, long value) {
        return name(name).number(value);
    }

    public JsonWriter value(JsonValue value) {
        switch (value) {
            case JsonValue.JsonObject(var members) -> {
                beginObject();
                members.forEach((name, member) -> name(name).value(member));
                endObject();
            }
            case JsonValue.JsonArray(var elements) -> {
                beginArray();
                elements.forEach(this::value);
                endArray();
            }
            case JsonValue.JsonString(String text) -> string(text);
            case JsonValue.JsonNumber(BigDecimal number) -> number(number);
            case JsonValue.JsonBoolean(boolean bool) -> bool(bool);
            case JsonValue.JsonNull() -> nothing();
        }
        return this;
    }

    /** The finished text. */
    public byte[] toBytes() {
        generator.close();
        return bytes.toByteArray();
    }
}
