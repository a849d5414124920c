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
 * What the names that were called lately stand for, so that a call need not ask the store.
 *
 * <p>A change that was told of before a call is always seen by it. For that, what was read of a function goes into the
 * entry that was there before reading began: a change of anything that belongs to the function removes the entry, and
 * what a slower reader still puts into it nobody sees.
 */
final class FunctionCache {
    /** What {@link Target#find} reads: a change of nothing else makes a call read the store again. */
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

    /** How much of an account's concurrency is kept for functions; negative until it is known. */
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
            functions.remove(key, entry); // names that are guessed fill nothing
        }
        return target;
    }

    /** How much of an account's concurrency functions without any of their own can't have. */
    int withheld(AccountId account) {
        Withheld known = withheld.get(account);
        if (known != null && known.executions >= 0) {
            return known.executions;
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
