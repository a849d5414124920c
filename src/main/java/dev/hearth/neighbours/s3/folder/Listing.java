package dev.hearth.neighbours.s3.folder;

import java.time.Instant;
import java.util.List;

/**
 * One page of the objects of a bucket, in the order of their keys.
 *
 * @param prefixes what stands for all keys that go on from there up to the delimiter
 * @param next what the following page comes after; empty if this is the last
 */
public record Listing(List<Entry> entries, List<String> prefixes, String next) {
    public Listing {
        entries = List.copyOf(entries);
        prefixes = List.copyOf(prefixes);
    }

    public boolean truncated() {
        return !next.isEmpty();
    }

    /** What a list shows of an object. */
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
     * What is asked for.
     *
     * @param delimiter empty for none
     * @param after a key, or a prefix of an earlier page; empty for the beginning
     * @param limit of entries and prefixes together
     */
    public record Query(String prefix, String delimiter, String after, int limit) {}
}
