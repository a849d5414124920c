package dev.hearth.store;

import dev.hearth.json.JsonValue.JsonObject;
import dev.hearth.model.CodePackage;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of document: how it is written, and what the store has to know of it.
 *
 * @param name unique, and never changed: it is in the database
 * @param packages the code packages that a document needs: they are kept, and count as used by its account
 * @param pending whether somebody still has to do something for a document: after a restart too
 */
public record Kind<T>(
        String name,
        Function<T, JsonObject> writer,
        Function<JsonObject, T> reader,
        Function<T, Collection<CodePackage>> packages,
        Predicate<T> pending) {
    /** One that needs no packages and is never pending. */
    public static <T> Kind<T> of(String name, Function<T, JsonObject> writer, Function<JsonObject, T> reader) {
        return new Kind<>(name, writer, reader, value -> List.of(), value -> false);
    }

    public Kind<T> withPackages(Function<T, Collection<CodePackage>> needed) {
        return new Kind<>(name, writer, reader, needed, pending);
    }

    public Kind<T> withPending(Predicate<T> unfinished) {
        return new Kind<>(name, writer, reader, packages, unfinished);
    }
}
