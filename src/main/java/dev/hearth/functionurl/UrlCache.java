package dev.hearth.functionurl;

import dev.hearth.model.FunctionUrl;
import dev.hearth.store.Kinds;
import dev.hearth.store.Store;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The URLs that were called lately, by id, so that a request need not ask the store.
 *
 * <p>URLs change rarely, so that a change of any forgets all. A reader puts what it found into the map that was there
 * before it read: if a change came in between, nobody looks there any more.
 */
final class UrlCache {
    private final Store store;
    private volatile Map<String, FunctionUrl> known = new ConcurrentHashMap<>();

    UrlCache(Store store) {
        this.store = store;
        store.onChangeForget(change -> {
            if (change.isOf(Kinds.FUNCTION_URL)) {
                known = new ConcurrentHashMap<>();
            }
        });
    }

    Optional<FunctionUrl> find(String id) {
        Map<String, FunctionUrl> current = known;
        FunctionUrl url = current.get(id);
        if (url != null) {
            return Optional.of(url);
        }
        if (current.size() >= Limits.CACHED_URLS) {
            current.clear();
        }
        Optional<FunctionUrl> found = store.read(view -> view.findByKey(Kinds.FUNCTION_URL, id));
        // ids that are guessed fill nothing
        found.ifPresent(existing -> current.put(id, existing));
        return found;
    }
}
