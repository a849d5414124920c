package dev.hearth.neighbours.iam;

import dev.hearth.base.store.AccountStore.StoredKey;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import java.util.List;
import java.util.Optional;

/** The access keys of users, in the store. */
final class UserKeys {
    private UserKeys() {}

    static List<StoredKey> of(View view, Entity user) {
        return view.keys(user.account()).stream()
                .filter(key -> key.user().equals(Optional.of(user.name())))
                .toList();
    }

    /** Moves the keys of a user that was renamed. */
    static void rename(Transaction transaction, Entity user, Entity renamed) {
        for (StoredKey key : of(transaction, user)) {
            transaction.putKey(new StoredKey(
                    key.id(), key.secret(), key.account(), Optional.of(renamed.name()), key.active(), key.created()));
        }
    }
}
