package dev.hearth.neighbours.logs;

import java.util.function.Function;
import java.util.function.Predicate;

/** Parses conditions joined by {@code &&} and {@code ||}, with parentheses. {@code &&} binds stronger. */
record PatternConditions<T>(PatternReader reader, Function<PatternReader, Predicate<T>> leaf) {
    Predicate<T> read() {
        Predicate<T> condition = all();
        while (reader.accept("||")) {
            condition = condition.or(all());
        }
        return condition;
    }

    private Predicate<T> all() {
        Predicate<T> condition = one();
        while (reader.accept("&&")) {
            condition = condition.and(one());
        }
        return condition;
    }

    private Predicate<T> one() {
        if (reader.accept("(")) {
            Predicate<T> inner = read();
            reader.expect(")");
            return inner;
        }
        return leaf.apply(reader);
    }
}
