package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * The functions with a silent runtime: one that answered an invocation and did not ask for the next one in time.
 *
 * <p>Usually a sandbox counts as idle when its runtime has answered, before that asks for the next invocation, so that
 * no call waits for this. A sandbox whose runtime never asks again then looks idle, and a call that tries several such
 * sandboxes fails. So invocations of these functions last until the runtime asks, and a sandbox whose runtime does not
 * ask is not used again.
 *
 * <p>The idle sandboxes of such a function are ended together. Which thread ends which sandbox is decided under a lock;
 * they are removed without it.
 */
final class SilentRuntimes {
    private final Set<SandboxKey> keys = ConcurrentHashMap.newKeySet();
    private final ReentrantLock deciding = new ReentrantLock();

    /** The sandboxes that are being removed: each is in the worker's memory until then. */
    private final Collection<Removal> removals = new ArrayList<>();

    /** The removal of a sandbox, by one thread; others wait for its end. */
    private record Removal(SandboxKey key, CompletableFuture<SandboxId> end) {}

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

    /**
     * Ends a function's idle sandboxes whose runtimes have not asked for the next invocation in time, because each
     * would make a call fail. When this returns they are removed, whichever thread has ended them.
     */
    void end(SandboxKey key, Collection<HostedSandbox> hosted, Consumer<SandboxId> remove) {
        Map<SandboxId, Removal> own = new LinkedHashMap<>();
        List<Removal> others;
        deciding.lock();
        try {
            others = removals.stream()
                    .filter(removal -> removal.key().equals(key))
                    .toList();
            for (HostedSandbox resident : hosted) {
                if (resident.key().equals(key) && resident.sandbox().endIfSilent()) {
                    own.put(resident.order().sandbox(), new Removal(key, new CompletableFuture<>()));
                }
            }
            removals.addAll(own.values());
        } finally {
            deciding.unlock();
        }
        own.forEach((id, removal) -> {
            try {
                remove.accept(id);
            } finally {
                ended(id, removal);
            }
        });
        others.forEach(removal -> removal.end().join());
    }

    private void ended(SandboxId id, Removal removal) {
        deciding.lock();
        try {
            removals.remove(removal);
        } finally {
            deciding.unlock();
        }
        removal.end().complete(id);
    }
}
