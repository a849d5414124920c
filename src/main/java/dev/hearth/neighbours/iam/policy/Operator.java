package dev.hearth.neighbours.iam.policy;

import dev.hearth.neighbours.iam.policy.Template.Wildcards;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;

/**
 * How a condition compares one value of the request with one of the policy; its name is what policies write.
 *
 * <p>Those whose names say Not hold when no value of the policy matches. Source: "IAM JSON policy elements: Condition
 * operators" in the IAM user guide.
 */
enum Operator {
    StringEquals(Wildcards.NONE, false),
    StringNotEquals(Wildcards.NONE, true),
    StringEqualsIgnoreCase(Wildcards.NONE, false),
    StringNotEqualsIgnoreCase(Wildcards.NONE, true),
    StringLike(Wildcards.ANYWHERE, false),
    StringNotLike(Wildcards.ANYWHERE, true),
    NumericEquals(Wildcards.NONE, false),
    NumericNotEquals(Wildcards.NONE, true),
    NumericLessThan(Wildcards.NONE, false),
    NumericLessThanEquals(Wildcards.NONE, false),
    NumericGreaterThan(Wildcards.NONE, false),
    NumericGreaterThanEquals(Wildcards.NONE, false),
    DateEquals(Wildcards.NONE, false),
    DateNotEquals(Wildcards.NONE, true),
    DateLessThan(Wildcards.NONE, false),
    DateLessThanEquals(Wildcards.NONE, false),
    DateGreaterThan(Wildcards.NONE, false),
    DateGreaterThanEquals(Wildcards.NONE, false),
    Bool(Wildcards.NONE, false),
    BinaryEquals(Wildcards.NONE, false),
    IpAddress(Wildcards.NONE, false),
    NotIpAddress(Wildcards.NONE, true),
    ArnEquals(Wildcards.ARN, false),
    ArnNotEquals(Wildcards.ARN, true),
    ArnLike(Wildcards.ARN, false),
    ArnNotLike(Wildcards.ARN, true),
    /** Whether the operator checks that the key is absent, and compares no values. */
    Null(Wildcards.NONE, false);

    private final Wildcards wildcards;
    private final boolean negated;

    Operator(Wildcards wildcards, boolean negated) {
        this.wildcards = wildcards;
        this.negated = negated;
    }

    Wildcards wildcards() {
        return wildcards;
    }

    /** Whether the condition holds when no value matches. */
    boolean negated() {
        return negated;
    }

    /** Whether a value of the request matches a value of the policy, before a Not is applied. */
    boolean matches(String value, Template wanted, RequestContext context) {
        return switch (this) {
            case StringEquals, StringNotEquals, StringLike, StringNotLike -> wanted.matches(value, context);
            case ArnEquals, ArnNotEquals, ArnLike, ArnNotLike -> wanted.matches(value, context);
            case StringEqualsIgnoreCase, StringNotEqualsIgnoreCase -> wanted.matchesIgnoringCase(value, context);
            case NumericEquals, NumericNotEquals -> numbers(value, wanted, order -> order == 0);
            case NumericLessThan -> numbers(value, wanted, order -> order < 0);
            case NumericLessThanEquals -> numbers(value, wanted, order -> order <= 0);
            case NumericGreaterThan -> numbers(value, wanted, order -> order > 0);
            case NumericGreaterThanEquals -> numbers(value, wanted, order -> order >= 0);
            case DateEquals, DateNotEquals -> dates(value, wanted, order -> order == 0);
            case DateLessThan -> dates(value, wanted, order -> order < 0);
            case DateLessThanEquals -> dates(value, wanted, order -> order <= 0);
            case DateGreaterThan -> dates(value, wanted, order -> order > 0);
            case DateGreaterThanEquals -> dates(value, wanted, order -> order >= 0);
            case Bool -> wanted.toString().equalsIgnoreCase(value);
            case BinaryEquals -> wanted.toString().equals(value);
            case IpAddress, NotIpAddress -> AddressRange.contains(value, wanted.toString());
            case Null -> throw new IllegalStateException("Null compares no values");
        };
    }

    private static boolean numbers(String value, Template wanted, IntPredicate holds) {
        return compare(value, wanted, Scalars::number, holds);
    }

    private static boolean dates(String value, Template wanted, IntPredicate holds) {
        return compare(value, wanted, Scalars::instant, holds);
    }

    /** A value that can't be parsed, on either side, does not match. */
    private static <T extends Comparable<T>> boolean compare(
            String value, Template wanted, Function<String, Optional<T>> reader, IntPredicate holds) {
        Optional<T> one = reader.apply(value);
        Optional<T> other = reader.apply(wanted.toString());
        return one.isPresent() && other.isPresent() && holds.test(one.get().compareTo(other.get()));
    }
}
