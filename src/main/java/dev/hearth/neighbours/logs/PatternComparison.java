package dev.hearth.neighbours.logs;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonBoolean;
import dev.hearth.base.json.JsonValue.JsonNull;
import dev.hearth.base.json.JsonValue.JsonNumber;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The comparison of one value in a pattern: equal to a text (in which {@code *} stands for any characters) or not, or a
 * number that is larger or smaller. JSON objects and arrays never match.
 */
record PatternComparison(Operator operator, Wildcards text, Optional<BigDecimal> number) {
    /** Longer texts are not read as numbers: a large exponent would need unlimited memory. */
    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,30}(\\.[0-9]{1,30})?([eE][-+]?[0-9]{1,3})?");

    private static final String ENDS = "&|()[]{},=<>!\"";

    enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        AT_MOST("<="),
        AT_LEAST(">="),
        LESS("<"),
        MORE(">");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }
    }

    /** Whether an operator comes next. */
    static boolean comesIn(PatternReader reader) {
        return find(reader).isPresent();
    }

    static PatternComparison read(PatternReader reader) {
        Operator operator = find(reader).orElseThrow(() -> reader.failure("an operator is missing"));
        reader.expect(operator.sign);
        reader.refuseRegularExpression();
        String value = reader.startsWith("\"")
                ? reader.quoted()
                : reader.until(character -> ENDS.indexOf(character) >= 0 || Character.isWhitespace(character));
        Optional<BigDecimal> number = number(value);
        boolean ordering = switch (operator) {
            case EQUAL, NOT_EQUAL -> false;
            case AT_MOST, AT_LEAST, LESS, MORE -> true;
        };
        if (ordering && number.isEmpty()) {
            throw reader.failure("'" + operator.sign + "' needs a number");
        }
        return new PatternComparison(operator, Wildcards.of(value), number);
    }

    private static Optional<Operator> find(PatternReader reader) {
        return Arrays.stream(Operator.values())
                .filter(operator -> reader.startsWith(operator.sign))
                .max(Comparator.comparingInt(operator -> operator.sign.length()));
    }

    boolean matches(JsonValue tested) {
        return switch (tested) {
            case JsonString(String plain) -> matches(plain);
            case JsonNumber(BigDecimal exact) -> matches(exact.toString(), Optional.of(exact));
            case JsonBoolean(boolean flag) -> matches(String.valueOf(flag), Optional.empty());
            case JsonNull _, JsonArray _, JsonObject _ -> false;
        };
    }

    boolean matches(String tested) {
        return matches(tested, number(tested));
    }

    private boolean matches(String tested, Optional<BigDecimal> testedNumber) {
        Optional<Integer> order = number.flatMap(wanted -> testedNumber.map(found -> found.compareTo(wanted)));
        return switch (operator) {
            case EQUAL -> equal(tested, order);
            case NOT_EQUAL -> !equal(tested, order);
            case AT_MOST -> order.filter(sign -> sign <= 0).isPresent();
            case AT_LEAST -> order.filter(sign -> sign >= 0).isPresent();
            case LESS -> order.filter(sign -> sign < 0).isPresent();
            case MORE -> order.filter(sign -> sign > 0).isPresent();
        };
    }

    private boolean equal(String tested, Optional<Integer> order) {
        return order.map(sign -> sign == 0).orElseGet(() -> text.matches(tested));
    }

    private static Optional<BigDecimal> number(String text) {
        return NUMBER.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }
}
