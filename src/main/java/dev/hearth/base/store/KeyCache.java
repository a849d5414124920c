package dev.hearth.base.store;

import dev.hearth.base.store.AccountStore.StoredKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A cache of access keys, because every request needs one.
 *
 * <p>Keys that don't exist are not cached. So a new key works at once, and requests with guessed ids can't evict
 * existing keys. A key that was read before the cache was last cleared is not added to it, because it may have been
 * deleted since.
 */
final class KeyCache {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, StoredKey> keys = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, StoredKey> eldest) {
            return size() > Limits.CACHED_KEYS;
        }
    };
    private long generation;

    Optional<StoredKey> find(String id, Supplier<Optional<StoredKey>> reader) {
        long before;
        lock.lock();
        try {
            StoredKey known = keys.get(id);
            if (known != null) {
                return Optional.of(known);
            }
            before = generation;
        } finally {
            lock.unlock();
        }
        Optional<StoredKey> read = reader.get();
        lock.lock();
        try {
            if (read.isPresent() && generation == before) {
                keys.put(id, read.get());
            }
        } finally {
            lock.unlock();
        }
        return read;
    }

    void clear() {
        lock.lock();
        try {
            generation++;
            keys.clear();
        } finally {
            lock.unlock();
        }
    }
}
