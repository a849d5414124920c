package dev.hearth.dataplane.placement;

import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Entries by key. Each has a small number while it exists. The lowest free number is assigned first, so that numbers
 * stay below the greatest number of entries.
 */
final class Numbers<K, E> {
    /** Makes an entry for a key that has none. */
    interface Maker<K, E> {
        E make(K key, int number);
    }

    private final Map<K, E> entries = new HashMap<>();
    private final PriorityQueue<Integer> free = new PriorityQueue<>();
    private int next;

    @Nullable
    E find(K key) {
        return entries.get(key);
    }

    E findOrAdd(K key, Maker<K, E> maker) {
        E found = entries.get(key);
        if (found == null) {
            Integer number = free.poll();
            found = maker.make(key, number == null ? next++ : number);
            entries.put(key, found);
        }
        return found;
    }

    void remove(K key, int number) {
        if (entries.remove(key) != null) {
            free.add(number);
        }
    }
}
