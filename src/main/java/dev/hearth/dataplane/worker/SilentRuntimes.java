package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxKey;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions with a silent runtime: one that answered an invocation and did not ask for the next one in time.
 *
 * <p>Usually a sandbox counts as idle when its runtime has answered, before that asks for the next invocation, so that
 * no call waits for this. A sandbox whose runtime never asks again then looks idle, and a call that tries several such
 * sandboxes fails. So invocations of these functions last until the runtime asks, and a sandbox whose runtime does not
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

    /** Whether there are none. Each call asks this. */
    boolean isEmpty() {
        return keys.isEmpty();
    }
}
