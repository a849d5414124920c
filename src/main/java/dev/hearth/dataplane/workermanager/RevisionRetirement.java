package dev.hearth.dataplane.workermanager;

import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.View;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.PublishedVersion;
import dev.hearth.model.SandboxKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Has sandboxes let go when a function has changed: those of other revisions than the one that serves now.
 *
 * <p>Changes are told on any thread, and late ones too. So it first asks which revisions have sandboxes, and reads only
 * then which one is current: a revision that has sandboxes before the reading, and is not current in it, was current
 * earlier, and never will be again. Whichever revision becomes current meanwhile is not among those that are let go.
 */
public final class RevisionRetirement implements Store.ChangeListener {
    /** What it has to hear of. */
    public static final Set<Kind<?>> KINDS = Set.of(Kinds.FUNCTION, Kinds.VERSION);

    private final String region;
    private final Store store;
    private final WorkerManager manager;

    public RevisionRetirement(String region, Store store, WorkerManager manager) {
        this.region = region;
        this.store = store;
        this.manager = manager;
    }

    @Override
    public void changed(Store.Change change) {
        if (change.isOf(Kinds.FUNCTION)) {
            retire(arn(change.scope(), change.name(), FunctionArn.LATEST));
        } else if (change.isOf(Kinds.VERSION)) {
            Scope scope = change.scope();
            retire(arn(scope, scope.functionName().orElseThrow(), Long.toString(Long.parseLong(change.name()))));
        }
    }

    /**
     * Examines all functions. Sandboxes of deleted functions get no calls and are removed at the end of their
     * keep-alive.
     */
    @Override
    public void missed() {
        for (AccountId account : store.accounts().accounts()) {
            Scope scope = Scope.of(account);
            store.read(view -> view.list(Kinds.FUNCTION, scope)).stream()
                    .map(function -> function.arn().name())
                    .forEach(name -> changed(new Store.Change(Kinds.FUNCTION.name(), scope, name)));
        }
    }

    private FunctionArn arn(Scope scope, String name, String qualifier) {
        return new FunctionArn(region, scope.account(), name, Optional.of(qualifier));
    }

    private void retire(FunctionArn version) {
        List<SandboxKey> keys = manager.keysOf(version);
        if (keys.isEmpty()) {
            return;
        }
        Optional<String> current = store.read(view -> serving(view, version)).map(FunctionVersion::revisionId);
        for (SandboxKey key : keys) {
            if (!current.equals(Optional.of(key.revisionId()))) {
                manager.retire(key);
            }
        }
    }

    private static Optional<FunctionVersion> serving(View view, FunctionArn version) {
        String qualifier = version.qualifier().orElseThrow();
        if (qualifier.equals(FunctionArn.LATEST)) {
            return view.find(Kinds.FUNCTION, Scope.of(version.account()), version.name())
                    .flatMap(Function::serving);
        }
        return Kinds.versionName(qualifier)
                .flatMap(name -> view.find(Kinds.VERSION, Scope.function(version), name))
                .map(PublishedVersion::serving);
    }
}
