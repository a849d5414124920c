package dev.hearth.dataplane.workermanager;

import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.documents.Kinds;
import dev.hearth.documents.ProvisionedShares;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.ProvisionedConcurrency;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.SandboxKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets the Worker Manager provision as many sandboxes as are configured. Checks at the start, and whenever a
 * configuration, an alias or a version changes.
 */
public final class ProvisionedFloors implements Store.ChangeListener {
    /** The kinds of documents that it listens to. */
    public static final Set<Kind<?>> KINDS = Set.of(Kinds.PROVISIONED_CONCURRENCY, Kinds.ALIAS, Kinds.VERSION);

    private final Store store;
    private final WorkerManager manager;

    /**
     * The functions whose configuration is being read and applied, each by one thread. True if the configuration was
     * changed meanwhile, and must be read again. So the latest change is applied last, and no function waits for
     * another one.
     */
    private final Map<Scope, Boolean> underWay = new ConcurrentHashMap<>();

    /** The floors that were set. The entry of a function is used only by the thread that applies its configuration. */
    private final Map<Scope, Map<SandboxKey, FunctionVersion>> applied = new ConcurrentHashMap<>();

    public ProvisionedFloors(Store store, WorkerManager manager) {
        this.store = store;
        this.manager = manager;
    }

    /** Provisions what is configured at the start. */
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

    @Override
    public void missed() {
        Set.copyOf(applied.keySet()).forEach(this::apply);
        resume();
    }

    private void apply(Scope function) {
        if (underWay.merge(function, false, (before, again) -> true)) {
            return; // the thread that applies it reads it again
        }
        RuntimeException failure = null;
        do {
            try {
                applyOnce(function);
            } catch (RuntimeException e) {
                failure = e; // a later change is applied all the same
            }
        } while (underWay.computeIfPresent(function, (key, changed) -> changed ? false : null) != null);
        if (failure != null) {
            throw failure;
        }
    }

    private void applyOnce(Scope function) {
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
