package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.model.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The documents at one instant. */
public interface View {
    <T> Optional<T> find(Kind<T> kind, Scope scope, String name);

    /** The one of a kind that has this key, in whatever account and scope. */
    <T> Optional<T> findByKey(Kind<T> kind, String key);

    /** In the order of their names (byte by byte), beginning after {@code after} (empty: from the first). */
    <T> List<T> list(Kind<T> kind, Scope scope, String after, int limit);

    /** All in a scope: for kinds of which there can't be many. */
    default <T> List<T> list(Kind<T> kind, Scope scope) {
        return list(kind, scope, "", Integer.MAX_VALUE);
    }

    /** All of an account, whatever they belong to, in the order of that: for kinds of which there can't be many. */
    <T> List<T> listAll(Kind<T> kind, AccountId account);

    /** How many there are in a scope; it takes no longer for many than for few. */
    long count(Kind<?> kind, Scope scope);

    /** The access keys of an account and of its users, in the order of their ids. */
    List<StoredKey> keys(AccountId account);

    /** Those of all accounts for which there is something to do, now or later. */
    <T> List<T> pending(Kind<T> kind);

    /** The scopes that have documents of this kind. */
    List<Scope> scopes(Kind<?> kind);

    /**
     * When something is to be done next for a document of a scope that nobody has claimed; it may be past.
     *
     * @param owner whose claims are never taken for lapsed, as in {@link Transaction#claimDue}
     */
    Optional<Instant> nextDue(Kind<?> kind, Scope scope, String owner, Instant now);

    /** Whether nothing at all is in a scope. */
    boolean isEmpty(Scope scope);

    /** How much the packages of an account's documents take, each counted for every document that needs it. */
    long packageBytes(AccountId account);

    /** The digest of every code package that some document needs. */
    List<String> usedPackages();
}
