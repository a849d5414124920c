package dev.hearth.dataplane.counter;

import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A cache of the accounts' limits in the store. A reader adds its result to the entry that existed before it read. A
 * change removes the entry, so that a slower reader's result is not seen.
 */
public final class StoredConcurrencyLimits implements ConcurrencyLimits {
    private final Store store;
    private final Map<AccountId, Entry> entries = new ConcurrentHashMap<>();

    private static final class Entry {
        private volatile @Nullable ConcurrencyLimit limit;
    }

    public StoredConcurrencyLimits(Store store) {
        this.store = store;
        store.onChangeForget(
                Set.of(Kinds.CONCURRENCY_LIMIT),
                Store.ChangeListener.of(change -> entries.remove(change.scope().account()), entries::clear));
    }

    @Override
    public ConcurrencyLimit of(AccountId account) {
        Entry known = entries.get(account);
        ConcurrencyLimit limit = known == null ? null : known.limit;
        return limit != null ? limit : read(account);
    }

    private ConcurrencyLimit read(AccountId account) {
        if (entries.size() >= Limits.CACHED_ACCOUNTS) {
            entries.clear();
        }
        Entry entry = entries.computeIfAbsent(account, absent -> new Entry());
        ConcurrencyLimit limit = store.read(view -> Kinds.concurrencyLimit(view, account));
        entry.limit = limit;
        return limit;
    }
}
