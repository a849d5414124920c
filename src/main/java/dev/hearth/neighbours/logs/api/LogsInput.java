package dev.hearth.neighbours.logs.api;

import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A request of CloudWatch Logs. A member of another type than the API has is a {@code SerializationException}. */
record LogsInput(JsonObject members) {
    Optional<String> text(String name) {
        return members.find(name).map(value -> {
            if (value instanceof JsonString(String text)) {
                return text;
            }
            throw wrongType(name);
        });
    }

    String required(String name) {
        return text(name).orElseThrow(() -> missing(name));
    }

    boolean flag(String name) {
        return findFlag(name).orElse(false);
    }

    Optional<Boolean> findFlag(String name) {
        return members.find(name).map(value -> {
            if (value instanceof JsonBoolean(boolean flag)) {
                return flag;
            }
            throw wrongType(name);
        });
    }

    Optional<Long> number(String name) {
        return members.find(name).map(value -> {
            if (value instanceof JsonNumber number) {
                return number.toLong().orElseThrow(() -> wrongType(name));
            }
            throw wrongType(name);
        });
    }

    int number(String name, int otherwise) {
        long number = number(name).orElse((long) otherwise);
        return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    /** A time in milliseconds. */
    Optional<Instant> time(String name) {
        return number(name).map(millis -> {
            if (millis < 0) {
                throw invalid("1 validation error detected: Value '" + millis + "' at '" + name
                        + "' failed to satisfy constraint: Member must have value greater than or equal to 0");
            }
            return Instant.ofEpochMilli(millis);
        });
    }

    Optional<List<String>> texts(String name) {
        return array(name).map(array -> {
            if (array.strings().size() < array.elements().size()) {
                throw wrongType(name);
            }
            return array.strings();
        });
    }

    Optional<List<LogsInput>> objects(String name) {
        return array(name).map(array -> {
            if (array.objects().size() < array.elements().size()) {
                throw wrongType(name);
            }
            return array.objects().stream().map(LogsInput::new).toList();
        });
    }

    /** An object whose members are all strings. */
    Optional<Map<String, String>> map(String name) {
        return members.find(name).map(value -> {
            if (value instanceof JsonObject object
                    && object.strings().size() == object.members().size()) {
                return object.strings();
            }
            throw wrongType(name);
        });
    }

    private Optional<JsonArray> array(String name) {
        return members.find(name).map(value -> {
            if (value instanceof JsonArray array) {
                return array;
            }
            throw wrongType(name);
        });
    }

    static ServiceException missing(String name) {
        return invalid("1 validation error detected: Value null at '" + name
                + "' failed to satisfy constraint: Member must not be null");
    }

    static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER, message);
    }

    private static ServiceException wrongType(String name) {
        return new ServiceException(ErrorCode.SERIALIZATION, "The value of " + name + " has another type.");
    }
}
