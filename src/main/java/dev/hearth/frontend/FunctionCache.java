package dev.hearth.frontend;

import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.store.FunctionStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The functions that were called lately, so that a call need not ask the store.
 *
 * <p>A change that was told of before a call is always seen by it. For that, who reads the store first leaves a mark of
 * its own, and keeps what it read only if the mark is still there: a change removes it.
 */
final class FunctionCache {
    private final FunctionStore store;
    private final Map<Key, Entry> entries = new ConcurrentHashMap<>();

    private record Key(AccountId account, String name) {}

    /** A function, or the mark of who reads it. Compared by identity. */
    private static final class Entry {
        private final @Nullable Function function;

        Entry(@Nullable Function function) {
            this.function = function;
        }
    }

    FunctionCache(FunctionStore store) {
        this.store = store;
        store.onChange(this::changed);
    }

    Optional<Function> find(FunctionArn arn) {
        Key key = new Key(arn.account(), arn.name());
        Entry entry = entries.get(key);
        return entry != null && entry.function != null ? Optional.of(entry.function) : read(key);
    }

    private Optional<Function> read(Key key) {
        if (entries.size() >= Limits.CACHED_FUNCTIONS) {
            entries.clear();
        }
        Entry mark = new Entry(null);
        boolean marked = entries.putIfAbsent(key, mark) == null;
        Optional<Function> function = Optional.empty();
        try {
            function = store.find(key.account(), key.name());
            return function;
        } finally {
            if (marked && (function.isEmpty() || !entries.replace(key, mark, new Entry(function.get())))) {
                entries.remove(key, mark);
            }
        }
    }

    private void changed(FunctionArn arn) {
        entries.remove(new Key(arn.account(), arn.name()));
    }
}
