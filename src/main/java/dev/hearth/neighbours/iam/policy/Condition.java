package dev.hearth.neighbours.iam.policy;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One line of a condition block: an operator, a key and the values of which one must match.
 *
 * @param key in lower case
 */
record Condition(Operator operator, Quantifier quantifier, boolean ifExists, String key, List<Template> values) {
    /** Which of a key's several values must hold. Source: "Multivalued context keys" in the IAM user guide. */
    enum Quantifier {
        /** The key has one value. */
        ONE(""),
        /** One of the request's values suffices; none does not. */
        ANY("ForAnyValue:"),
        /** All of the request's values must hold, and none do. */
        ALL("ForAllValues:");

        private final String prefix;

        Quantifier(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final String IF_EXISTS = "IfExists";

    Condition {
        values = List.copyOf(values);
    }

    /** An operator as policies write it. */
    record Comparator(Operator operator, Quantifier quantifier, boolean ifExists) {
        /** Empty if there is none of that name. */
        static Optional<Comparator> of(String written) {
            Quantifier quantifier = Quantifier.ONE;
            String name = written;
            for (Quantifier each : List.of(Quantifier.ANY, Quantifier.ALL)) {
                if (written.startsWith(each.prefix)) {
                    quantifier = each;
                    name = written.substring(each.prefix.length());
                }
            }
            boolean ifExists = name.endsWith(IF_EXISTS);
            if (ifExists) {
                name = name.substring(0, name.length() - IF_EXISTS.length());
            }
            for (Operator operator : Operator.values()) {
                if (operator.name().equals(name) && !(ifExists && operator == Operator.Null)) {
                    return Optional.of(new Comparator(operator, quantifier, ifExists));
                }
            }
            return Optional.empty();
        }
    }

    static Condition of(Comparator comparator, String key, List<Template> values) {
        return new Condition(
                comparator.operator, comparator.quantifier, comparator.ifExists, key.toLowerCase(Locale.ROOT), values);
    }

    boolean holds(RequestContext context) {
        List<String> given = context.values(key);
        if (operator == Operator.Null) {
            String absent = Boolean.toString(given.isEmpty());
            return values.stream().anyMatch(value -> value.toString().equalsIgnoreCase(absent));
        }
        if (given.isEmpty()) {
            return switch (quantifier) {
                case ONE -> ifExists || operator.negated();
                case ANY -> ifExists;
                case ALL -> true;
            };
        }
        Predicate<String> matches =
                value -> values.stream().anyMatch(wanted -> operator.matches(value, wanted, context));
        return switch (quantifier) {
            case ONE -> given.stream().anyMatch(matches) != operator.negated();
            case ANY -> given.stream().anyMatch(value -> matches.test(value) != operator.negated());
            case ALL -> given.stream().allMatch(value -> matches.test(value) != operator.negated());
        };
    }
}
