package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;
import java.time.Instant;
import java.util.List;

/** Reads and changes that happen all together, or not at all, and as if nobody else did anything meanwhile. */
public interface Transaction extends View {
    /** Writes a document, over the one of that name if there is one. */
    <T> void put(Kind<T> kind, Scope scope, String name, T document);

    /** False if there is none. */
    boolean delete(Kind<?> kind, Scope scope, String name);

    /**
     * Claims documents of a scope for which something is to be done by now, in the order of their times: nobody else
     * gets them before the lease has ended or {@link #endClaim} is called. What somebody has claimed is left out,
     * without waiting; so are the owner's own claims even if their time is over, for it lives. A claim ends with its
     * document.
     *
     * @return their names
     */
    List<String> claimDue(Kind<?> kind, Scope scope, Lease lease, Instant now, int limit);

    /** False if the owner has no such claim, for instance because it lapsed and somebody else has it now. */
    boolean endClaim(Kind<?> kind, Scope scope, String name, String owner);

    /** All that the owner has claimed of a kind is its own until the end of this lease. */
    void renewClaims(Kind<?> kind, Lease lease);

    /** Ends what others have claimed of a kind: for whoever knows that they are dead. */
    void endClaimsOfOthers(Kind<?> kind, String owner);

    /** Writes an access key of an account that exists, over the one of that id if there is one. */
    void putKey(StoredKey key);

    /** False if there is none. */
    boolean deleteKey(StoredKey key);

    /** Deletes all that is in a scope. */
    void deleteAll(Scope scope);

    /**
     * Deletes some documents of a scope: one with very many is emptied by several transactions, between which others
     * have their turn.
     *
     * @return how many; less than {@code limit} means that there are no more
     */
    int deleteSome(Kind<?> kind, Scope scope, int limit);

    /** Deletes all that has this name in a scope, of whatever kind. */
    void deleteAll(Scope scope, String name);
}
