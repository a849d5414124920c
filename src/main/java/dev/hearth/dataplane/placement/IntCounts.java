package dev.hearth.dataplane.placement;

import java.util.Arrays;

/**
 * Counts by small numbers, in two flat arrays: a hash table with linear probing that is at most half full. Counts of
 * zero take no place.
 */
final class IntCounts {
    private static final int FREE = -1;
    private static final int LEAST_SIZE = 4;

    private int[] keys = free(LEAST_SIZE);
    private int[] counts = new int[LEAST_SIZE];
    private int size;

    private static int[] free(int size) {
        int[] keys = new int[size];
        Arrays.fill(keys, FREE);
        return keys;
    }

    int count(int key) {
        int at = find(key);
        return keys[at] == key ? counts[at] : 0;
    }

    /** Counts one more, and returns how many there are. */
    int add(int key) {
        int at = find(key);
        if (keys[at] == key) {
            return ++counts[at];
        }
        if (2 * (size + 1) > keys.length) {
            resize(2 * keys.length);
            at = find(key);
        }
        keys[at] = key;
        counts[at] = 1;
        size++;
        return 1;
    }

    /**
     * Counts one less, and returns how many are left.
     *
     * @throws IllegalStateException if there is none
     */
    int subtract(int key) {
        int at = find(key);
        if (keys[at] != key) {
            throw new IllegalStateException("nothing is counted for " + key);
        }
        int left = --counts[at];
        if (left == 0) {
            vacate(at);
            size--;
            if (8 * size < keys.length && keys.length > LEAST_SIZE) {
                resize(keys.length / 2);
            }
        }
        return left;
    }

    /** The index of a key, or the free index for it. */
    private int find(int key) {
        int mask = keys.length - 1;
        int at = home(key, mask);
        while (keys[at] != key && keys[at] != FREE) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /** The first index of the search for a key. The multiplication spreads consecutive keys. */
    private static int home(int key, int mask) {
        int mixed = key * 0x9E3779B9;
        return (mixed ^ (mixed >>> 16)) & mask;
    }

    /** Frees an index, and moves later entries whose search passed over it. */
    private void vacate(int at) {
        int mask = keys.length - 1;
        int hole = at;
        int next = (hole + 1) & mask;
        while (keys[next] != FREE) {
            int distance = (next - home(keys[next], mask)) & mask;
            if (distance >= ((next - hole) & mask)) {
                keys[hole] = keys[next];
                counts[hole] = counts[next];
                hole = next;
            }
            next = (next + 1) & mask;
        }
        keys[hole] = FREE;
    }

    private void resize(int length) {
        int[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = free(length);
        counts = new int[length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                counts[at] = oldCounts[i];
            }
        }
    }
}
