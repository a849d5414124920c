package dev.hearth.controlplane.operation;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.Constraints;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/**
 * Checks requests against the API's model: required members, lengths, ranges, patterns and enums. The error counts and
 * lists all violations of a request. This check precedes all others.
 *
 * <p>The rules are those of the model of August 2026, one shape a line in {@code constraints.jsonl}. Where recordings
 * of the service differ from the model, the recordings count: for the order of enums, and for some patterns.
 */
public final class RequestModel {
    private static final String NOT_NULL = "Member must not be null";

    /** The rules by the name of the shape and of the member. */
    private final Map<String, Map<String, Rule>> shapes;

    private RequestModel(Map<String, Map<String, Rule>> shapes) {
        this.shapes = Map.copyOf(shapes);
    }

    /** The model of this version of the API. */
    public static RequestModel load() {
        Map<String, Map<String, Rule>> shapes = new HashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(RequestModel.class.getResourceAsStream("constraints.jsonl")),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject shape = Json.parseObject(line);
                Map<String, Rule> members = new HashMap<>();
                shape.object("members").orElse(JsonObject.EMPTY).members().forEach((name, rule) -> {
                    if (rule instanceof JsonObject object) {
                        members.put(name, Rule.of(object));
                    }
                });
                shapes.put(shape.string("shape").orElseThrow(), Map.copyOf(members));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RequestModel(shapes);
    }

    /** The names of all shapes that have rules. */
    Set<String> shapes() {
        return shapes.keySet();
    }

    /**
     * Checks a request.
     *
     * @throws ServiceException Lambda's {@code ValidationException} with all violations
     */
    public void check(SdkPojo request) {
        Constraints constraints = new Constraints();
        structure(constraints, "", request);
        constraints.check();
    }

    private void structure(Constraints constraints, String path, SdkPojo shape) {
        Map<String, Rule> rules = shapes.getOrDefault(shape.getClass().getSimpleName(), Map.of());
        // as recorded: violations of a list as a whole come first
        members(
                constraints,
                path,
                shape,
                name -> Optional.ofNullable(rules.get(name)).filter(Rule::isOfAll));
        members(
                constraints,
                path,
                shape,
                name -> Optional.of(rules.getOrDefault(name, Rule.NONE)).filter(rule -> !rule.isOfAll()));
    }

    private void members(Constraints constraints, String path, SdkPojo shape, Function<String, Optional<Rule>> rules) {
        for (SdkField<?> field : shape.sdkFields()) {
            rules.apply(String.valueOf(field.memberName())).ifPresent(rule -> {
                Object value = field.getValueOrDefault(shape);
                member(constraints, path + field.memberName(), rule, Shapes.isSet(value) ? value : null);
            });
        }
    }

    private void member(Constraints constraints, String name, Rule rule, @Nullable Object value) {
        if (rule.required()) {
            constraints.required(name, value);
        }
        switch (value) {
            case null -> {}
            case String text -> text(constraints, name, rule, text);
            case Number number -> number(constraints, name, rule, number);
            case SdkPojo shape -> structure(constraints, name + ".", shape);
            case List<?> elements -> list(constraints, name, rule, elements);
            case Map<?, ?> entries -> map(constraints, name, rule, entries);
            default -> {
                // times, bytes and booleans have no rules
            }
        }
    }

    private static void text(Constraints constraints, String name, Rule rule, String text) {
        constraints.length(name, text, rule.least(), rule.most());
        rule.pattern().ifPresent(pattern -> constraints.pattern(name, text, pattern));
        if (!rule.values().isEmpty() && !rule.values().contains(text)) {
            constraints.noneOf(name, text, rule.shown());
        }
    }

    private static void number(Constraints constraints, String name, Rule rule, Number number) {
        rule.min().ifPresent(min -> constraints.atLeast(name, number, (long) min.doubleValue()));
        rule.max().ifPresent(max -> constraints.atMost(name, number, (long) max.doubleValue()));
    }

    private void list(Constraints constraints, String name, Rule rule, List<?> elements) {
        constraints.count(name, elements, rule.least(), rule.most());
        if (!rule.whole().isEmpty()) {
            boolean known = elements.stream().map(String::valueOf).allMatch(rule.values()::contains);
            if (!known) {
                constraints.noneOf(name, elements, rule.whole());
            }
        }
        Rule each = rule.each().orElse(Rule.NONE);
        if (each.structure()) {
            // for a list that is too long, violations of its elements are not reported
            int shown = Math.min(elements.size(), rule.most());
            for (int i = 0; i < shown; i++) {
                String element = name + "." + (i + 1) + ".member";
                constraints.required(element, elements.get(i));
                member(constraints, element, each, elements.get(i));
            }
        } else {
            constraints.each(name, elements, each::passes, each.toldOfElement());
        }
    }

    private static void map(Constraints constraints, String name, Rule rule, Map<?, ?> entries) {
        constraints.count(name, entries, rule.least(), rule.most());
        Object shown = rule.secret() ? Constraints.SECRET : entries;
        rule.keys()
                .ifPresent(keys -> constraints.eachKey(
                        name, shown, entries, keys::passes, keys.told() + (rule.secret() ? ", " + NOT_NULL : "")));
        Rule each = rule.eachValue().orElse(Rule.NONE);
        if (each.isOfOne()) {
            constraints.eachValue(name, shown, entries, each::passes, each.toldOfElement());
        } else {
            Rule inner = each.each().orElseThrow();
            entries.forEach((key, value) -> {
                String member = name + "." + key;
                if (value instanceof List<?> elements) {
                    constraints.count(member, elements, each.least(), each.most());
                    constraints.each(member, elements, inner::passes, inner.toldOfElement());
                }
            });
        }
    }

    /**
     * What is said of a member, of a list's elements, or of a map's keys or values.
     *
     * @param min a length's, a count's or a number's
     * @param values an enum's
     * @param shown those of them that the service tells
     * @param whole what it tells of a list as a whole
     * @param structure whether it is a structure, whose members have rules of their own
     * @param secret whether messages leave the value out
     */
    private record Rule(
            boolean required,
            Optional<Double> min,
            Optional<Double> max,
            Optional<Pattern> pattern,
            List<String> values,
            List<String> shown,
            List<String> whole,
            Optional<Rule> each,
            Optional<Rule> keys,
            Optional<Rule> eachValue,
            boolean structure,
            boolean secret) {
        /** The rule of what the model does not limit. */
        static final Rule NONE = of(JsonObject.EMPTY);

        static Rule of(JsonObject rule) {
            return new Rule(
                    rule.bool("required").orElse(false),
                    decimal(rule, "min"),
                    decimal(rule, "max"),
                    rule.string("pattern").map(Pattern::compile),
                    strings(rule, "values"),
                    rule.array("told").map(JsonArray::strings).orElseGet(() -> strings(rule, "values")),
                    strings(rule, "whole"),
                    rule.object("each").map(Rule::of),
                    rule.object("keys").map(Rule::of),
                    rule.object("eachValue").map(Rule::of),
                    rule.bool("of").orElse(false),
                    rule.bool("secret").orElse(false));
        }

        private static Optional<Double> decimal(JsonObject rule, String name) {
            return rule.number(name).map(BigDecimal::doubleValue);
        }

        private static List<String> strings(JsonObject rule, String name) {
            return rule.array(name).map(JsonArray::strings).orElse(List.of());
        }

        int least() {
            return min.map(Double::intValue).orElse(0);
        }

        int most() {
            return max.map(Double::intValue).orElse(Integer.MAX_VALUE);
        }

        /** Whether the rule is reported for a list as a whole. */
        boolean isOfAll() {
            return !whole.isEmpty();
        }

        /** Whether the rule is about one text or number, and not about a list. */
        boolean isOfOne() {
            return each.isEmpty();
        }

        /** Whether an element, a key or a value satisfies the rule. */
        boolean passes(@Nullable Object value) {
            return switch (value) {
                case null -> false;
                case Number number ->
                    min.map(least -> number.doubleValue() >= least).orElse(true)
                            && max.map(most -> number.doubleValue() <= most).orElse(true);
                default -> passes(value.toString());
            };
        }

        private boolean passes(String text) {
            int length = text.codePointCount(0, text.length());
            return length >= least()
                    && length <= most()
                    && pattern.map(form -> form.matcher(text).matches()).orElse(true)
                    && (values.isEmpty() || values.contains(text));
        }

        /** The rule of an element of a list, or of a value of a map, in the service's words. */
        String toldOfElement() {
            String told = told();
            return told.isEmpty() ? NOT_NULL : told + ", " + NOT_NULL;
        }

        /** The rule in the service's words and order. */
        String told() {
            List<String> rules = new ArrayList<>();
            boolean ofText = pattern.isPresent();
            max.ifPresent(most -> rules.add(
                    ofText
                            ? "Member must have length less than or equal to " + most.longValue()
                            : "Member must have value less than or equal to " + most));
            min.ifPresent(least -> rules.add(
                    ofText
                            ? "Member must have length greater than or equal to " + least.longValue()
                            : "Member must have value greater than or equal to " + least));
            if (ofText && min.isEmpty() && max.isPresent()) {
                rules.add("Member must have length greater than or equal to 0");
            }
            pattern.ifPresent(form -> rules.add("Member must satisfy regular expression pattern: " + form));
            if (!values.isEmpty()) {
                rules.add("Member must satisfy enum value set: [" + String.join(", ", values) + "]");
            }
            return String.join(", ", rules);
        }
    }
}
