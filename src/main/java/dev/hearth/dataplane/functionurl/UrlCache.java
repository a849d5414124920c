package dev.hearth.dataplane.functionurl;

import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.FunctionUrl;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The ids that were called lately, with the URL of each or the knowledge that there is none, so that a request need not
 * ask the store. They are kept apart: whoever guesses ids makes nobody forget a URL.
 *
 * <p>URLs change rarely, so that a change of any forgets all. A reader puts what it found into what was there before it
 * read: if a change came in between, nobody looks there any more.
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

    /** Whether an id that nothing has was that of an alias which was deleted. */
    boolean isFormer(String id) {
        return known.former.contains(id);
    }

    /** What is known between two changes. */
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
