package dev.hearth.neighbours.logs;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import java.util.function.Predicate;

/**
 * Conditions on the members of messages that are JSON objects: {@code { $.level = "ERROR" && $.user.id > 5 }}. A
 * member is compared ({@link PatternComparison}), or it {@code IS NULL}, {@code IS TRUE}, {@code IS FALSE} or
 * {@code NOT EXISTS}. If a path selects several values, one of them must match.
 */
final class JsonPattern implements FilterPattern {
    private final Predicate<JsonValue> condition;

    private JsonPattern(Predicate<JsonValue> condition) {
        this.condition = condition;
    }

    static JsonPattern parse(String text) {
        PatternReader reader = new PatternReader(text);
        reader.expect("{");
        JsonPattern pattern = new JsonPattern(new PatternConditions<>(reader, JsonPattern::condition).read());
        reader.expect("}");
        if (!reader.atEnd()) {
            throw reader.failure("nothing may follow the last brace");
        }
        return pattern;
    }

    @Override
    public boolean matches(String message) {
        if (!message.stripLeading().startsWith("{")) {
            return false;
        }
        JsonValue value;
        try {
            value = Json.parse(message);
        } catch (JsonException e) {
            return false; // the line begins like JSON, and is none
        }
        return condition.test(value);
    }

    private static Predicate<JsonValue> condition(PatternReader reader) {
        JsonPath path = JsonPath.read(reader);
        if (PatternComparison.comesIn(reader)) {
            PatternComparison test = PatternComparison.read(reader);
            return value -> path.find(value).stream().anyMatch(test::matches);
        }
        if (reader.acceptWord("NOT") && reader.acceptWord("EXISTS")) {
            return value -> path.find(value).isEmpty();
        }
        if (reader.acceptWord("IS")) {
            JsonValue wanted = constant(reader);
            return value -> path.find(value).contains(wanted);
        }
        throw reader.failure("an operator, IS or NOT EXISTS is missing");
    }

    private static JsonValue constant(PatternReader reader) {
        if (reader.acceptWord("NULL")) {
            return JsonNull.NULL;
        }
        if (reader.acceptWord("TRUE")) {
            return new JsonBoolean(true);
        }
        if (reader.acceptWord("FALSE")) {
            return new JsonBoolean(false);
        }
        throw reader.failure("NULL, TRUE or FALSE is missing");
    }
}
