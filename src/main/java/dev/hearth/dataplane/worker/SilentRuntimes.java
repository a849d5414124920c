package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions whose runtime has once answered an invocation and not asked for the next one in time.
 *
 * <p>A sandbox is given back with its answer, before its runtime has asked for the next invocation, which saves each
 * call the wait. The sandbox of a runtime that never asks again looks idle, and a call that tries several such
 * sandboxes in a row fails. So calls of such a function last until the runtime asks. A sandbox whose runtime does not
 * ask is not used again.
 */
final class SilentRuntimes {
    private final Set<SandboxKey> keys = ConcurrentHashMap.newKeySet();

    void found(SandboxKey key) {
        if (keys.size() >= Limits.SILENT_RUNTIMES) {
            keys.clear(); // functions that are still called are found again
        }
        keys.add(key);
    }

    boolean contains(SandboxKey key) {
        return keys.contains(key);
    }

    /** Whether there are none. Every call checks this. */
    boolean isEmpty() {
        return keys.isEmpty();
    }
}
