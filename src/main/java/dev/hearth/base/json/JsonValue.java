package dev.hearth.base.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A JSON document as a tree of immutable values. */
public sealed interface JsonValue {
    static JsonString of(String value) {
        return new JsonString(value);
    }

    static JsonNumber of(long value) {
        return new JsonNumber(BigDecimal.valueOf(value));
    }

    static JsonNumber of(double value) {
        return new JsonNumber(BigDecimal.valueOf(value));
    }

    static JsonBoolean of(boolean value) {
        return new JsonBoolean(value);
    }

    /** An array of strings. */
    static JsonArray of(List<String> values) {
        return new JsonArray(values.stream().<JsonValue>map(JsonValue::of).toList());
    }

    /** An object whose members are all strings, in the map's order. */
    static JsonObject of(Map<String, String> members) {
        ObjectBuilder builder = JsonObject.builder();
        members.forEach(builder::put);
        return builder.build();
    }

    /** The JSON text of this value, on one line. */
    default String toJson() {
        return Json.writeString(this);
    }

    /** An object, with its members in the order of the text. Of members with the same name the last one counts. */
    record JsonObject(Map<String, JsonValue> members) implements JsonValue {
        public static final JsonObject EMPTY = new JsonObject(Map.of());

        public JsonObject {
            members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
        }

        public static ObjectBuilder builder() {
            return new ObjectBuilder();
        }

        /** The member's value; empty if it is missing or null. */
        public Optional<JsonValue> find(String name) {
            JsonValue value = members.get(name);
            return value instanceof JsonNull ? Optional.empty() : Optional.ofNullable(value);
        }

        /** The member's text; empty if it is missing or not a string. */
        public Optional<String> string(String name) {
            return members.get(name) instanceof JsonString text ? Optional.of(text.value()) : Optional.empty();
        }

        /** The member's number; empty if it is missing or not a number. */
        public Optional<BigDecimal> number(String name) {
            return members.get(name) instanceof JsonNumber number ? Optional.of(number.value()) : Optional.empty();
        }

        /** The member's number; empty if it is missing or not an integer that fits a long. */
        public Optional<Long> integer(String name) {
            return members.get(name) instanceof JsonNumber number ? number.toLong() : Optional.empty();
        }

        public Optional<Boolean> bool(String name) {
            return members.get(name) instanceof JsonBoolean bool ? Optional.of(bool.value()) : Optional.empty();
        }

        public Optional<JsonObject> object(String name) {
            return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
        }

        public Optional<JsonArray> array(String name) {
            return members.get(name) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
        }

        /** The members that are strings, in order. */
        public Map<String, String> strings() {
            Map<String, String> strings = new LinkedHashMap<>();
            members.forEach((name, value) -> {
                if (value instanceof JsonString text) {
                    strings.put(name, text.value());
                }
            });
            return Collections.unmodifiableMap(strings);
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    /** Builds an object from members in order. Empty optionals are left out. */
    final class ObjectBuilder {
        private final Map<String, JsonValue> members = new LinkedHashMap<>();

        private ObjectBuilder() {}

        public ObjectBuilder put(String name, JsonValue value) {
            members.put(name, value);
            return this;
        }

        public ObjectBuilder put(String name, String value) {
            return put(name, JsonValue.of(value));
        }

        public ObjectBuilder put(String name, long value) {
            return put(name, JsonValue.of(value));
        }

        public ObjectBuilder put(String name, boolean value) {
            return put(name, JsonValue.of(value));
        }

        public ObjectBuilder put(String name, Optional<String> value) {
            value.ifPresent(present -> put(name, present));
            return this;
        }

        public JsonObject build() {
            return new JsonObject(members);
        }
    }

    record JsonArray(List<JsonValue> elements) implements JsonValue {
        public static final JsonArray EMPTY = new JsonArray(List.of());

        public JsonArray {
            elements = List.copyOf(elements);
        }

        /** The elements that are strings. */
        public List<String> strings() {
            List<String> strings = new ArrayList<>();
            for (JsonValue element : elements) {
                if (element instanceof JsonString text) {
                    strings.add(text.value());
                }
            }
            return List.copyOf(strings);
        }

        /** The elements that are objects. */
        public List<JsonObject> objects() {
            List<JsonObject> objects = new ArrayList<>();
            for (JsonValue element : elements) {
                if (element instanceof JsonObject object) {
                    objects.add(object);
                }
            }
            return List.copyOf(objects);
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    record JsonString(String value) implements JsonValue {
        @Override
        public String toString() {
            return toJson();
        }
    }

    /** A number with all digits of the text. */
    record JsonNumber(BigDecimal value) implements JsonValue {
        /** Empty if it has a fraction or does not fit. */
        public Optional<Long> toLong() {
            try {
                return Optional.of(value.longValueExact());
            } catch (ArithmeticException e) {
                return Optional.empty();
            }
        }

        @Override
        public String toString() {
            return toJson();
        }
    }

    record JsonBoolean(boolean value) implements JsonValue {
        @Override
        public String toString() {
            return toJson();
        }
    }

    record JsonNull() implements JsonValue {
        public static final JsonNull NULL = new JsonNull();

        @Override
        public String toString() {
            return toJson();
        }
    }
}
