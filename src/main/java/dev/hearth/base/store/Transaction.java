package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;
import java.time.Instant;
import java.util.List;

/** Reads and writes that commit together or not at all, isolated from all other transactions. */
public interface Transaction extends View {
    /** Writes a document, in place of an earlier one of that name. */
    <T> void put(Kind<T> kind, Scope scope, String name, T document);

    /** Deletes a document. False if it does not exist. */
    boolean delete(Kind<?> kind, Scope scope, String name);

    /**
     * Claims documents of a scope for which work is due, in the order of their due times. Nobody else can claim them
     * before the lease ends or {@link #endClaim} is called. Documents with a claim are skipped, without waiting for it;
     * so are documents that another transaction is writing or claiming: fewer are returned then, or none.
     * The owner's own claims never lapse, since the owner is alive. Deleting a document ends its claim.
     *
     * @return the documents' names
     */
    List<String> claimDue(Kind<?> kind, Scope scope, Lease lease, Instant now, int limit);

    /**
     * Ends a claim. False if the owner has no such claim, for instance because it lapsed and another owner has claimed.
     */
    boolean endClaim(Kind<?> kind, Scope scope, String name, String owner);

    /** Extends all claims that the owner has on documents of a kind to the end of this lease. */
    void renewClaims(Kind<?> kind, Lease lease);

    /** Ends the claims of all other owners on documents of a kind. The caller must know that these owners are dead. */
    void endClaimsOfOthers(Kind<?> kind, String owner);

    /** Writes an access key of an existing account, in place of an earlier one of that id. */
    void putKey(StoredKey key);

    /** Deletes an access key. False if it does not exist. */
    boolean deleteKey(StoredKey key);

    /** Deletes all documents of a scope. */
    void deleteAll(Scope scope);

    /**
     * Deletes some documents of a scope. A scope with very many documents is emptied by several transactions, so that
     * other writers wait for less time.
     *
     * @return how many were deleted; fewer than {@code limit} means that none is left
     */
    int deleteSome(Kind<?> kind, Scope scope, int limit);

    /** Deletes all documents with this name in a scope, of all kinds. */
    void deleteAll(Scope scope, String name);
}
