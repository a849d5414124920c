package dev.hearth.neighbours.s3.folder;

import java.time.Instant;
import java.util.List;

/**
 * A page of a bucket's objects, ordered by key.
 *
 * @param prefixes the common prefixes of the keys that continue up to the delimiter
 * @param next the key or prefix after which the next page begins; empty if this is the last
 */
public record Listing(List<Entry> entries, List<String> prefixes, String next) {
    public Listing {
        entries = List.copyOf(entries);
        prefixes = List.copyOf(prefixes);
    }

    public boolean truncated() {
        return !next.isEmpty();
    }

    /** An object in a list. */
    public record Entry(String key, long size, String etag, Instant modified, String storageClass) {
        static Entry of(ObjectDescription object) {
            return new Entry(
                    object.key().value(),
                    object.size(),
                    object.etag(),
                    object.modified(),
                    object.attributes().storageClass());
        }
    }

    /**
     * A request for a page.
     *
     * @param delimiter empty for none
     * @param after a key, or a prefix of an earlier page; empty for the first page
     * @param limit the most entries and prefixes together
     */
    public record Query(String prefix, String delimiter, String after, int limit) {}
}
