package dev.hearth.dataplane.workermanager;

import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the floors of pools: so many sandboxes of a version are there before anybody asks. Which are started and which
 * go is decided in {@link SandboxPool}.
 *
 * <p>One that ends is replaced, but not at once, so that one that ends at once again does not keep the machine busy.
 */
final class ProvisionedPools {
    private final Pools pools;
    private final Starts starts;
    private final ScheduledExecutorService clock;

    /** The versions with a floor: what is started when one of their sandboxes ends. */
    private final Map<SandboxKey, FunctionVersion> floors = new ConcurrentHashMap<>();

    private volatile boolean ended;

    ProvisionedPools(Pools pools, Starts starts, ScheduledExecutorService clock) {
        this.pools = pools;
        this.starts = starts;
        this.clock = clock;
    }

    /** Has so many from now on. */
    void provision(FunctionVersion version, int sandboxes) {
        SandboxKey key = version.sandboxKey();
        if (sandboxes > 0) {
            floors.put(key, version);
        } else {
            floors.remove(key);
        }
        while (!ended) {
            SandboxPool pool = pools.of(key);
            Optional<SandboxPool.Floor> floor = pool.setFloor(sandboxes);
            if (floor.isPresent()) {
                pools.stopSoon(floor.get().surplus());
                start(pool, version, floor.get().starts());
                pools.removeIfEmpty(key, pool);
                return;
            }
            pools.removeClosed(key, pool);
        }
    }

    private void start(SandboxPool pool, FunctionVersion version, int count) {
        for (int i = 0; i < count; i++) {
            starts.begin(new Start(pool, version, Optional.empty(), InitializationType.PROVISIONED_CONCURRENCY));
        }
    }

    /** A sandbox of this key ended, or could not be started. */
    void replaceLater(SandboxKey key) {
        if (!ended && floors.containsKey(key)) {
            var _ = clock.schedule(() -> replace(key), Limits.REPLACEMENT.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void replace(SandboxKey key) {
        FunctionVersion version = floors.get(key);
        SandboxPool pool = pools.find(key);
        if (!ended && version != null && pool != null) {
            start(pool, version, pool.replace());
        }
    }

    ProvisionedSandboxes provisioned(SandboxKey version) {
        SandboxPool pool = pools.find(version);
        return pool == null ? new ProvisionedSandboxes(0, Optional.empty()) : pool.provisioned();
    }

    /** Nothing is started or replaced any more. */
    void end() {
        ended = true;
    }
}
