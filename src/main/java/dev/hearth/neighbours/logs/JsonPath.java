package dev.hearth.neighbours.logs;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** A path from a JSON value to some of its members or elements: {@code $.user.roles[0]}, {@code $.list[*].id}. */
record JsonPath(List<Step> steps) {
    private static final String ENDS = ".[]=!<>&|(){}\"";
    private static final int INDEX_DIGITS = 6;

    JsonPath {
        steps = List.copyOf(steps);
    }

    sealed interface Step {
        record Member(String name) implements Step {}

        record Element(int index) implements Step {}

        /** All members or elements. */
        record Every() implements Step {}
    }

    static JsonPath read(PatternReader reader) {
        reader.expect("$");
        List<Step> steps = new ArrayList<>();
        while (reader.startsWith(".") || reader.startsWith("[")) {
            reader.accept(".");
            steps.add(reader.accept("[") ? bracketed(reader) : named(reader));
        }
        if (steps.isEmpty()) {
            throw reader.failure("a property is missing after '$'");
        }
        return new JsonPath(steps);
    }

    private static Step named(PatternReader reader) {
        return reader.accept("*")
                ? new Step.Every()
                : new Step.Member(
                        reader.until(character -> ENDS.indexOf(character) >= 0 || Character.isWhitespace(character)));
    }

    private static Step bracketed(PatternReader reader) {
        Step step;
        if (reader.accept("*")) {
            step = new Step.Every();
        } else if (reader.startsWith("'") || reader.startsWith("\"")) {
            step = new Step.Member(reader.quoted());
        } else {
            String index = reader.until(character -> !Character.isDigit(character));
            if (index.length() > INDEX_DIGITS) {
                throw reader.failure("an index has at most " + INDEX_DIGITS + " digits");
            }
            step = new Step.Element(Integer.parseInt(index));
        }
        reader.expect("]");
        return step;
    }

    /** The values that the path selects. */
    List<JsonValue> find(JsonValue from) {
        List<JsonValue> found = List.of(from);
        for (Step step : steps) {
            found = found.stream()
                    .flatMap(value -> follow(value, step).stream())
                    .toList();
        }
        return found;
    }

    private static List<JsonValue> follow(JsonValue value, Step step) {
        return switch (step) {
            case Step.Member(String name) -> {
                JsonValue member =
                        value instanceof JsonObject object ? object.members().get(name) : null;
                yield member == null ? List.of() : List.of(member);
            }
            case Step.Element(int index) ->
                value instanceof JsonArray(List<JsonValue> elements) && index < elements.size()
                        ? List.of(elements.get(index))
                        : List.of();
            case Step.Every() ->
                switch (value) {
                    case JsonObject object -> List.copyOf(object.members().values());
                    case JsonArray array -> array.elements();
                    case JsonValue.JsonString _,
                            JsonValue.JsonNumber _,
                            JsonValue.JsonBoolean _,
                            JsonValue.JsonNull _ -> List.of();
                };
        };
    }
}
