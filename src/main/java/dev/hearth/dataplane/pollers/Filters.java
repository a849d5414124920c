package dev.hearth.dataplane.pollers;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The filter criteria of a mapping: a record passes if it matches one of the patterns. The control plane has checked
 * the patterns. See "Filter rule syntax" in AWS's documentation of Lambda.
 *
 * <p>A pattern for {@code body} that is an object is matched against the body as JSON. A body that is no JSON object
 * does not match it then, and a body that is one does not match conditions on a text.
 */
final class Filters {
    private static final String BODY = "body";

    private final List<JsonObject> patterns;

    private Filters(List<JsonObject> patterns) {
        this.patterns = patterns;
    }

    static Filters of(List<String> patterns) {
        return new Filters(patterns.stream().map(Json::parseObject).toList());
    }

    boolean match(JsonObject record) {
        if (patterns.isEmpty()) {
            return true;
        }
        JsonObject parsed = withParsedBody(record);
        return patterns.stream().anyMatch(pattern -> matchesAll(pattern, parsed));
    }

    /** The record with its body as the JSON object that it is; unchanged if it is none. */
    private static JsonObject withParsedBody(JsonObject record) {
        Optional<JsonObject> body = record.string(BODY).flatMap(Filters::parsed);
        if (body.isEmpty()) {
            return record;
        }
        JsonValue.ObjectBuilder parsed = JsonObject.builder();
        record.members().forEach(parsed::put);
        return parsed.put(BODY, body.get()).build();
    }

    private static Optional<JsonObject> parsed(String body) {
        try {
            return Optional.of(Json.parseObject(body));
        } catch (JsonException e) {
            return Optional.empty();
        }
    }

    private static boolean matchesAll(JsonObject pattern, JsonObject value) {
        for (Map.Entry<String, JsonValue> member : pattern.members().entrySet()) {
            Optional<JsonValue> found = Optional.ofNullable(value.members().get(member.getKey()));
            boolean matches = switch (member.getValue()) {
                case JsonObject nested -> matchesNested(nested, found);
                case JsonArray rules ->
                    member.getKey().equals("$or")
                            ? rules.objects().stream().anyMatch(one -> matchesAll(one, value))
                            : matchesAny(rules, found);
                case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> false;
            };
            if (!matches) {
                return false;
            }
        }
        return true;
    }

    private static boolean matchesNested(JsonObject nested, Optional<JsonValue> found) {
        return switch (found.orElse(JsonNull.NULL)) {
            case JsonObject object -> matchesAll(nested, object);
            case JsonArray array -> array.objects().stream().anyMatch(object -> matchesAll(nested, object));
            // without members, but their absence may be what is asked for
            case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> matchesAll(nested, JsonObject.EMPTY);
        };
    }

    private static boolean matchesAny(JsonArray rules, Optional<JsonValue> found) {
        return rules.elements().stream().anyMatch(rule -> matches(rule, found));
    }

    /** Whether a value, or one of its elements, is as a rule says. */
    private static boolean matches(JsonValue rule, Optional<JsonValue> found) {
        if (rule instanceof JsonObject operator && operator.bool("exists").isPresent()) {
            boolean leaf = found.isPresent() && !(found.get() instanceof JsonObject);
            return operator.bool("exists").get() == leaf;
        }
        return found.map(value -> value instanceof JsonArray array
                        ? array.elements().stream().anyMatch(element -> matchesOne(rule, element))
                        : matchesOne(rule, value))
                .orElse(false);
    }

    private static boolean matchesOne(JsonValue rule, JsonValue value) {
        if (value instanceof JsonObject || value instanceof JsonArray) {
            return false;
        }
        return rule instanceof JsonObject operator
                ? operator.members().entrySet().stream()
                        .allMatch(entry -> operates(entry.getKey(), entry.getValue(), value))
                : isEqual(rule, value);
    }

    private static boolean isEqual(JsonValue one, JsonValue other) {
        if (one instanceof JsonNumber(BigDecimal first) && other instanceof JsonNumber(BigDecimal second)) {
            return first.compareTo(second) == 0;
        }
        return one.equals(other);
    }

    private static boolean operates(String name, JsonValue operand, JsonValue value) {
        return switch (name) {
            case "prefix", "suffix", "equals-ignore-case", "wildcard" ->
                value instanceof JsonString(String text) && test(name, operand).test(text);
            case "anything-but" -> isAnythingBut(operand, value);
            case "numeric" ->
                value instanceof JsonNumber(BigDecimal number)
                        && operand instanceof JsonArray(List<JsonValue> bounds)
                        && isWithin(bounds, number);
            default -> false;
        };
    }

    /** A condition on a text. */
    private static Predicate<String> test(String name, JsonValue operand) {
        return switch (operand) {
            case JsonObject ignoringCase -> {
                String lower =
                        ignoringCase.string("equals-ignore-case").orElse("").toLowerCase(Locale.ROOT);
                Predicate<String> same = test(name, JsonValue.of(lower));
                yield text -> same.test(text.toLowerCase(Locale.ROOT));
            }
            case JsonString(String expected) ->
                switch (name) {
                    case "prefix" -> text -> text.startsWith(expected);
                    case "suffix" -> text -> text.endsWith(expected);
                    case "wildcard" -> text -> isLike(expected, text);
                    default -> text -> text.equalsIgnoreCase(expected);
                };
            case JsonArray alternatives ->
                text -> alternatives.elements().stream()
                        .anyMatch(one -> test(name, one).test(text));
            case JsonNumber _, JsonBoolean _, JsonNull _ -> _ -> false;
        };
    }

    private static boolean isAnythingBut(JsonValue operand, JsonValue value) {
        return switch (operand) {
            case JsonArray(List<JsonValue> excluded) -> excluded.stream().noneMatch(one -> isEqual(one, value));
            case JsonObject conditions ->
                conditions.members().entrySet().stream()
                        .noneMatch(entry -> operates(entry.getKey(), entry.getValue(), value));
            case JsonString _, JsonNumber _, JsonBoolean _, JsonNull _ -> !isEqual(operand, value);
        };
    }

    private static boolean isWithin(List<JsonValue> bounds, BigDecimal number) {
        for (int i = 0; i + 1 < bounds.size(); i += 2) {
            if (!(bounds.get(i) instanceof JsonString(String sign))
                    || !(bounds.get(i + 1) instanceof JsonNumber(BigDecimal bound))) {
                return false;
            }
            int order = number.compareTo(bound);
            boolean holds = switch (sign) {
                case "=" -> order == 0;
                case "!=" -> order != 0;
                case "<" -> order < 0;
                case "<=" -> order <= 0;
                case ">" -> order > 0;
                case ">=" -> order >= 0;
                default -> false;
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is like a pattern in which {@code *} stands for any characters; a backslash makes it literal. */
    private static boolean isLike(String pattern, String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int retry = 0;
        while (in < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                retry = in;
                continue;
            }
            boolean escaped = at + 1 < pattern.length() && pattern.charAt(at) == '\\';
            int literal = escaped ? at + 1 : at;
            if (literal < pattern.length() && pattern.charAt(literal) == text.charAt(in)) {
                at = literal + 1;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++retry;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }
}
