package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions whose runtime has once answered an invocation and not asked for the next one in its time.
 *
 * <p>A sandbox is given back with its answer, before its runtime has asked, which saves every call the wait. Of a
 * runtime that never asks again this makes sandboxes that look idle, and a call that meets several of them in a row
 * fails. So the calls of such a function last until its runtime asks, and a sandbox in which it does not is not used
 * again.
 */
final class SilentRuntimes {
    private final Set<SandboxKey> keys = ConcurrentHashMap.newKeySet();

    void found(SandboxKey key) {
        if (keys.size() >= Limits.SILENT_RUNTIMES) {
            keys.clear(); // those that are still used are found again
        }
        keys.add(key);
    }

    boolean contains(SandboxKey key) {
        return keys.contains(key);
    }

    /** Whether there are none: this is looked at by every call. */
    boolean isEmpty() {
        return keys.isEmpty();
    }
}
