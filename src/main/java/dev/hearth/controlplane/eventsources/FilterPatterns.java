package dev.hearth.controlplane.eventsources;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.error.ServiceException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Patterns that records must match: an object whose members are patterns, or lists of conditions on a value.
 * See "Filter rule syntax" in AWS's documentation of Lambda.
 */
final class FilterPatterns {
    private static final Set<String> COMPARISONS = Set.of("=", "!=", "<", "<=", ">", ">=");

    private FilterPatterns() {}

    /** Refuses an invalid pattern. */
    static void check(String pattern) {
        JsonObject parsed;
        try {
            parsed = Json.parseObject(pattern);
        } catch (JsonException e) {
            throw invalid();
        }
        checkObject(parsed);
    }

    private static void checkObject(JsonObject pattern) {
        if (pattern.members().isEmpty()) {
            throw invalid();
        }
        for (Map.Entry<String, JsonValue> member : pattern.members().entrySet()) {
            boolean alternatives = member.getKey().equals("$or");
            switch (member.getValue()) {
                case JsonObject nested -> {
                    if (alternatives) {
                        throw invalid();
                    }
                    checkObject(nested);
                }
                case JsonArray array -> {
                    if (array.elements().isEmpty()) {
                        throw invalid();
                    }
                    array.elements()
                            .forEach(alternatives ? FilterPatterns::checkAlternative : FilterPatterns::checkRule);
                }
                case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> throw invalid();
            }
        }
    }

    private static void checkAlternative(JsonValue alternative) {
        if (!(alternative instanceof JsonObject object)) {
            throw invalid();
        }
        checkObject(object);
    }

    private static void checkRule(JsonValue rule) {
        switch (rule) {
            case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> {
                // equal to this value
            }
            case JsonArray _ -> throw invalid();
            case JsonObject operator -> {
                if (operator.members().size() != 1) {
                    throw invalid();
                }
                operator.members().forEach(FilterPatterns::checkOperator);
            }
        }
    }

    private static void checkOperator(String name, JsonValue operand) {
        boolean good = switch (name) {
            case "prefix", "suffix" -> operand instanceof JsonString || isIgnoringCase(operand);
            case "equals-ignore-case", "wildcard" -> operand instanceof JsonString;
            case "exists" -> operand instanceof JsonBoolean;
            case "anything-but" -> isAnythingBut(operand);
            case "numeric" -> operand instanceof JsonArray array && isComparison(array.elements());
            default -> false;
        };
        if (!good) {
            throw invalid();
        }
    }

    private static boolean isIgnoringCase(JsonValue operand) {
        return operand instanceof JsonObject object
                && object.members().size() == 1
                && object.string("equals-ignore-case").isPresent();
    }

    private static boolean isAnythingBut(JsonValue operand) {
        return switch (operand) {
            case JsonString _, JsonNumber _ -> true;
            case JsonArray array ->
                !array.elements().isEmpty()
                        && array.elements().stream()
                                .allMatch(element -> element instanceof JsonString || element instanceof JsonNumber);
            case JsonObject object ->
                object.members().size() == 1
                        && object.members().keySet().stream()
                                .allMatch(name -> Set.of("prefix", "suffix", "equals-ignore-case", "wildcard")
                                        .contains(name));
            case JsonBoolean _, JsonNull _ -> false;
        };
    }

    /** A numeric range: one or two bounds, each an operator and a number. */
    private static boolean isComparison(List<JsonValue> elements) {
        if (elements.size() != 2 && elements.size() != 4) {
            return false;
        }
        for (int i = 0; i < elements.size(); i += 2) {
            if (!(elements.get(i) instanceof JsonString sign)
                    || !COMPARISONS.contains(sign.value())
                    || !(elements.get(i + 1) instanceof JsonNumber)) {
                return false;
            }
        }
        return true;
    }

    private static ServiceException invalid() {
        return Failures.invalid("Invalid filter pattern definition.");
    }
}
