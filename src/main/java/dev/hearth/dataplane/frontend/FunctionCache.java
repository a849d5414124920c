package dev.hearth.dataplane.frontend;

import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.Reservations;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of the functions that were called lately, by name and qualifier, so that a call does not read the store.
 *
 * <p>A call sees every change that listeners heard of before the call. To ensure that, a value that is read from the
 * store goes into the entry that existed before the read began. A change of the function removes the entry from the
 * cache. So a slow reader puts an outdated value only into a removed entry.
 */
final class FunctionCache {
    /** The kinds that {@link Target#find} reads. Changes of other kinds remove no entry. */
    private static final Set<Kind<?>> KINDS = Set.of(
            Kinds.FUNCTION,
            Kinds.VERSION,
            Kinds.ALIAS,
            Kinds.RESERVED_CONCURRENCY,
            Kinds.PROVISIONED_CONCURRENCY,
            Kinds.RECURSION);

    private final Store store;
    private final Map<Key, Map<String, Target>> functions = new ConcurrentHashMap<>();
    private final Map<AccountId, Withheld> withheld = new ConcurrentHashMap<>();

    private record Key(AccountId account, String name) {}

    /** The concurrency of an account that is kept for functions; negative until it is known. */
    private static final class Withheld {
        private volatile int executions = -1;
    }

    FunctionCache(Store store) {
        this.store = store;
        store.onChangeForget(KINDS, Store.ChangeListener.of(this::changed, this::forgetAll));
    }

    Optional<Target> find(FunctionArn arn) {
        Key key = new Key(arn.account(), arn.name());
        Map<String, Target> known = functions.get(key);
        String qualifier = arn.qualifier().orElse(FunctionArn.LATEST);
        Target target = known == null ? null : known.get(qualifier);
        return target != null ? Optional.of(target) : read(key, arn, qualifier);
    }

    private Optional<Target> read(Key key, FunctionArn arn, String qualifier) {
        if (functions.size() >= Limits.CACHED_FUNCTIONS) {
            functions.clear();
        }
        Map<String, Target> entry = functions.computeIfAbsent(key, absent -> new ConcurrentHashMap<>());
        Optional<Target> target = store.read(view -> Target.find(view, arn));
        if (target.isPresent() && entry.size() < Limits.CACHED_QUALIFIERS) {
            entry.put(qualifier, target.get());
        } else if (entry.isEmpty()) {
            functions.remove(key, entry); // names of functions that do not exist take no room in the cache
        }
        return target;
    }

    /** The concurrency of an account that functions without reserved or provisioned concurrency can't use. */
    int withheld(AccountId account) {
        Withheld known = withheld.get(account);
        if (known != null && known.executions >= 0) {
            return known.executions;
        }
        if (withheld.size() >= Limits.CACHED_ACCOUNTS) {
            withheld.clear();
        }
        Withheld entry = withheld.computeIfAbsent(account, absent -> new Withheld());
        int read = store.read(view -> new Reservations(
                        view.listAll(Kinds.RESERVED_CONCURRENCY, account),
                        view.listAll(Kinds.PROVISIONED_CONCURRENCY, account))
                .withheld());
        entry.executions = read;
        return read;
    }

    private void changed(Store.Change change) {
        AccountId account = change.scope().account();
        if (change.isOf(Kinds.RESERVED_CONCURRENCY) || change.isOf(Kinds.PROVISIONED_CONCURRENCY)) {
            withheld.remove(account);
        }
        change.scope().functionName().ifPresent(name -> functions.remove(new Key(account, name)));
        if (change.isOf(Kinds.FUNCTION)) {
            functions.remove(new Key(account, change.name()));
        }
    }

    private void forgetAll() {
        withheld.clear();
        functions.clear();
    }
}
