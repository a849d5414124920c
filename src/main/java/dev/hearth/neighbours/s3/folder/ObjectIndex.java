package dev.hearth.neighbours.s3.folder;

import dev.hearth.neighbours.s3.ObjectKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The keys of a bucket, in order. */
final class ObjectIndex {
    /** A character that sorts after all others: a prefix followed by it sorts after all keys with the prefix. */
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    private final ConcurrentNavigableMap<String, Listing.Entry> entries =
            new ConcurrentSkipListMap<>(ObjectKey::compare);

    /** Adds a key. True if it is new. */
    boolean put(Listing.Entry entry) {
        return entries.put(entry.key(), entry) == null;
    }

    boolean remove(ObjectKey key) {
        return entries.remove(key.value()) != null;
    }

    Optional<Listing.Entry> find(ObjectKey key) {
        return Optional.ofNullable(entries.get(key.value()));
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    Listing list(Listing.Query query) {
        List<Listing.Entry> found = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        String last = "";
        String passed = "";
        boolean fromPrefix = ObjectKey.compare(query.after(), query.prefix()) < 0;
        Iterator<Listing.Entry> rest = entries.tailMap(fromPrefix ? query.prefix() : query.after(), fromPrefix)
                .values()
                .iterator();
        while (rest.hasNext()) {
            Listing.Entry entry = rest.next();
            if (!entry.key().startsWith(query.prefix())) {
                break;
            }
            int end = query.delimiter().isEmpty()
                    ? -1
                    : entry.key().indexOf(query.delimiter(), query.prefix().length());
            String group = end < 0
                    ? ""
                    : entry.key().substring(0, end + query.delimiter().length());
            boolean known = !group.isEmpty() && (group.equals(last) || group.equals(query.after()));
            if (!known && found.size() + prefixes.size() >= query.limit()) {
                return new Listing(found, prefixes, last);
            }
            if (group.isEmpty()) {
                found.add(entry);
                last = entry.key();
                continue;
            }
            if (!known) {
                prefixes.add(group);
                last = group;
            }
            if (!group.equals(passed)) {
                // skips nearly the whole group, instead of visiting its keys one by one
                passed = group;
                rest = entries.tailMap(group + LAST, true).values().iterator();
            }
        }
        return new Listing(found, prefixes, "");
    }
}
