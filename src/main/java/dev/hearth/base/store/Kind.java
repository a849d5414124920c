package dev.hearth.base.store;

import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.model.CodePackage;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of document: its JSON form, and the properties that the store needs.
 *
 * @param name unique; it must never change, because the database contains it
 * @param packages the code packages that a document refers to: they are not swept, and count as used by its account;
 *     empty if no document of this kind refers to any
 * @param due from when on work is due for a document, also after a restart; empty if there is no work
 * @param key a unique key, by which a document is found without its account and scope
 * @param unlisted whether changes are not recorded for listeners: for documents that are written often and never cached
 */
public record Kind<T>(
        String name,
        Function<T, JsonObject> writer,
        Function<JsonObject, T> reader,
        Optional<Function<T, Collection<CodePackage>>> packages,
        Function<T, Optional<Instant>> due,
        Function<T, Optional<String>> key,
        boolean unlisted) {
    /** A kind whose documents need no packages, have no key, and never have work due. */
    public static <T> Kind<T> of(String name, Function<T, JsonObject> writer, Function<JsonObject, T> reader) {
        return new Kind<>(
                name, writer, reader, Optional.empty(), value -> Optional.empty(), value -> Optional.empty(), false);
    }

    public Kind<T> withPackages(Function<T, Collection<CodePackage>> needed) {
        return new Kind<>(name, writer, reader, Optional.of(needed), due, key, unlisted);
    }

    /** The same kind, with work due at once for unfinished documents. */
    public Kind<T> withPending(Predicate<T> unfinished) {
        return withDue(value -> unfinished.test(value) ? Optional.of(Instant.EPOCH) : Optional.empty());
    }

    public Kind<T> withDue(Function<T, Optional<Instant>> time) {
        return new Kind<>(name, writer, reader, packages, time, key, unlisted);
    }

    public Kind<T> withKey(Function<T, String> unique) {
        return new Kind<>(name, writer, reader, packages, due, value -> Optional.of(unique.apply(value)), unlisted);
    }

    /** The same kind, whose changes are not recorded for listeners. */
    public Kind<T> withoutListeners() {
        return new Kind<>(name, writer, reader, packages, due, key, true);
    }
}
