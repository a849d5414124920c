package dev.hearth.base.store;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.CodePackage;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of document: how it is written, and what the store has to know of it.
 *
 * @param name unique, and never changed: it is in the database
 * @param packages the code packages that a document needs: they are kept, and count as used by its account
 * @param due from when on somebody has to do something for a document, after a restart too; empty if nothing is to be
 *     done
 * @param key by which a document is found whatever its account and scope; no two of the kind have the same
 * @param unlisted whether nobody is told of its changes: for what is written often, and not remembered by anybody
 */
public record Kind<T>(
        String name,
        Function<T, JsonObject> writer,
        Function<JsonObject, T> reader,
        Function<T, Collection<CodePackage>> packages,
        Function<T, Optional<Instant>> due,
        Function<T, Optional<String>> key,
        boolean unlisted) {
    /** One that needs no packages, for which nothing is ever to be done, and without a key. */
    public static <T> Kind<T> of(String name, Function<T, JsonObject> writer, Function<JsonObject, T> reader) {
        return new Kind<>(
                name, writer, reader, value -> List.of(), value -> Optional.empty(), value -> Optional.empty(), false);
    }

    public Kind<T> withPackages(Function<T, Collection<CodePackage>> needed) {
        return new Kind<>(name, writer, reader, needed, due, key, unlisted);
    }

    /** Something is to be done at once for those that are unfinished. */
    public Kind<T> withPending(Predicate<T> unfinished) {
        return withDue(value -> unfinished.test(value) ? Optional.of(Instant.EPOCH) : Optional.empty());
    }

    public Kind<T> withDue(Function<T, Optional<Instant>> time) {
        return new Kind<>(name, writer, reader, packages, time, key, unlisted);
    }

    public Kind<T> withKey(Function<T, String> unique) {
        return new Kind<>(name, writer, reader, packages, due, value -> Optional.of(unique.apply(value)), unlisted);
    }

    /** Changes of it are not kept, and nobody is told of them. */
    public Kind<T> withoutListeners() {
        return new Kind<>(name, writer, reader, packages, due, key, true);
    }
}
