package dev.hearth.workermanager;

import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.SandboxKey;
import dev.hearth.store.Kinds;
import dev.hearth.store.ProvisionedShares;
import dev.hearth.store.Scope;
import dev.hearth.store.Store;
import dev.hearth.store.View;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Has as many sandboxes started ahead as are configured: looks again whenever a configuration, an alias or a version
 * changes, and at the beginning.
 */
public final class ProvisionedFloors implements Store.ChangeListener {
    private final Store store;
    private final WorkerManager manager;

    /** Held while a function's configuration is read and applied: of two changes the later one's is applied last. */
    private final ReentrantLock lock = new ReentrantLock();

    /** What was asked of the manager, for functions that have any. */
    private final Map<Scope, Map<SandboxKey, FunctionVersion>> applied = new HashMap<>();

    public ProvisionedFloors(Store store, WorkerManager manager) {
        this.store = store;
        this.manager = manager;
    }

    /** Has started what an earlier life had. */
    public void resume() {
        for (AccountId account : store.accounts().accounts()) {
            store.read(view -> view.listAll(Kinds.PROVISIONED_CONCURRENCY, account)).stream()
                    .map(ProvisionedConcurrency::arn)
                    .map(FunctionArn::unqualified)
                    .distinct()
                    .forEach(function -> apply(Scope.function(function)));
        }
    }

    @Override
    public void changed(Store.Change change) {
        if (change.isOf(Kinds.PROVISIONED_CONCURRENCY) || change.isOf(Kinds.ALIAS) || change.isOf(Kinds.VERSION)) {
            apply(change.scope());
        }
    }

    private void apply(Scope function) {
        lock.lock();
        try {
            Map<FunctionVersion, Integer> wanted = store.read(view -> wanted(view, function));
            Map<SandboxKey, FunctionVersion> earlier = applied.getOrDefault(function, Map.of());
            Map<SandboxKey, FunctionVersion> now = new HashMap<>();
            wanted.forEach((version, count) -> {
                now.put(version.sandboxKey(), version);
                manager.provision(version, count);
            });
            earlier.forEach((key, version) -> {
                if (!now.containsKey(key)) {
                    manager.provision(version, 0);
                }
            });
            if (now.isEmpty()) {
                applied.remove(function);
            } else {
                applied.put(function, now);
            }
        } finally {
            lock.unlock();
        }
    }

    private static Map<FunctionVersion, Integer> wanted(View view, Scope function) {
        Map<FunctionVersion, Integer> wanted = new HashMap<>();
        ProvisionedShares.of(view, function)
                .forEach((number, count) -> Kinds.versionName(number)
                        .flatMap(name -> view.find(Kinds.VERSION, function, name))
                        .filter(version -> version.state().name() == FunctionState.Name.ACTIVE)
                        .map(PublishedVersion::serving)
                        .ifPresent(version -> wanted.put(version, count)));
        return wanted;
    }
}
