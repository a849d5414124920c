package dev.hearth.dataplane.functionurl;

import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionUrl;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A cache of URLs by id, and of ids without a URL, so that a request does not read the store. The two are bounded
 * separately: requests with guessed ids do not remove URLs.
 *
 * <p>URLs change rarely, so that each change empties the cache. A reader adds its result to the map that was current
 * before it read. If a change came in between, that map is not used any more.
 */
final class UrlCache {
    private final Store store;
    private volatile Known known = new Known();

    UrlCache(Store store) {
        this.store = store;
        store.onChangeForget(Set.of(Kinds.FUNCTION_URL), Store.ChangeListener.whatever(() -> known = new Known()));
    }

    Optional<FunctionUrl> find(String id) {
        Known current = known;
        FunctionUrl url = current.urls.get(id);
        if (url != null || current.absent.contains(id)) {
            return Optional.ofNullable(url);
        }
        return store.read(view -> {
            Optional<FunctionUrl> there = view.findByKey(Kinds.FUNCTION_URL, id);
            boolean former =
                    there.isEmpty() && view.findByKey(Kinds.FORMER_URL, id).isPresent();
            current.add(id, there, former);
            return there;
        });
    }

    /** Whether an id without a URL belonged to an alias that was deleted. */
    boolean isFormer(String id) {
        return known.former.contains(id);
    }

    /** The cached results between two changes. */
    private static final class Known {
        final Map<String, FunctionUrl> urls = new ConcurrentHashMap<>();
        final Set<String> absent = ConcurrentHashMap.newKeySet();
        final Set<String> former = ConcurrentHashMap.newKeySet();

        void add(String id, Optional<FunctionUrl> found, boolean wasThere) {
            if (found.isPresent()) {
                if (urls.size() >= Limits.CACHED_URLS) {
                    urls.clear();
                }
                urls.put(id, found.get());
            } else {
                if (absent.size() >= Limits.ABSENT_URLS) {
                    absent.clear();
                    former.clear();
                }
                absent.add(id);
                if (wasThere) {
                    former.add(id);
                }
            }
        }
    }
}
