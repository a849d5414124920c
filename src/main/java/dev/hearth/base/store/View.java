package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A snapshot of the documents. */
public interface View {
    <T> Optional<T> find(Kind<T> kind, Scope scope, String name);

    /** Finds a document by its kind's key, in any account and scope. */
    <T> Optional<T> findByKey(Kind<T> kind, String key);

    /**
     * Lists documents in the order of their names (by bytes), after {@code after}; an empty one means from the first.
     */
    <T> List<T> list(Kind<T> kind, Scope scope, String after, int limit);

    /** All documents of a scope, for kinds with few documents. */
    default <T> List<T> list(Kind<T> kind, Scope scope) {
        return list(kind, scope, "", Integer.MAX_VALUE);
    }

    /** All documents of an account, ordered by scope and name, for kinds with few documents. */
    <T> List<T> listAll(Kind<T> kind, AccountId account);

    /** The number of documents in a scope. The time does not depend on that number. */
    long count(Kind<?> kind, Scope scope);

    /** The access keys of an account and of its users, in the order of their ids. */
    List<StoredKey> keys(AccountId account);

    /** The documents of all accounts for which work is due, now or later. */
    <T> List<T> pending(Kind<T> kind);

    /** The scopes that have documents of this kind. */
    List<Scope> scopes(Kind<?> kind);

    /**
     * When the next work is due for an unclaimed document of a scope; the time may be past.
     *
     * @param owner whose claims never lapse, as in {@link Transaction#claimDue}
     */
    Optional<Instant> nextDue(Kind<?> kind, Scope scope, String owner, Instant now);

    /** Whether a scope has no documents. */
    boolean isEmpty(Scope scope);

    /**
     * The size of the packages of an account's documents. A package counts once for every document that refers to it.
     */
    long packageBytes(AccountId account);

    /** The digests of all code packages that a document refers to. */
    List<String> usedPackages();
}
