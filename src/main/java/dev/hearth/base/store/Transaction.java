package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;

/** Reads and changes that happen all together, or not at all, and as if nobody else did anything meanwhile. */
public interface Transaction extends View {
    /** Writes a document, over the one of that name if there is one. */
    <T> void put(Kind<T> kind, Scope scope, String name, T document);

    /** False if there is none. */
    boolean delete(Kind<?> kind, Scope scope, String name);

    /** Writes an access key of an account that exists, over the one of that id if there is one. */
    void putKey(StoredKey key);

    /** False if there is none. */
    boolean deleteKey(StoredKey key);

    /** Deletes all that is in a scope. */
    void deleteAll(Scope scope);

    /** Deletes all that has this name in a scope, of whatever kind. */
    void deleteAll(Scope scope, String name);
}
