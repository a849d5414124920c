package dev.hearth.dataplane.workermanager;

import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.documents.Kinds;
import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import java.util.Optional;
import java.util.Set;

/** Has sandboxes let go when a function has changed: those of other revisions than the one that serves now. */
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
        Scope scope = change.scope();
        if (change.isOf(Kinds.FUNCTION)) {
            FunctionArn latest =
                    new FunctionArn(region, scope.account(), change.name(), Optional.of(FunctionArn.LATEST));
            manager.retire(
                    latest,
                    store.read(view -> view.find(Kinds.FUNCTION, scope, change.name()))
                            .flatMap(Function::serving)
                            .map(FunctionVersion::revisionId)
                            .orElse(null));
        } else if (change.isOf(Kinds.VERSION)
                && store.read(view -> view.find(Kinds.VERSION, scope, change.name()))
                        .isEmpty()) {
            FunctionArn version = new FunctionArn(
                    region,
                    scope.account(),
                    scope.functionName().orElseThrow(),
                    Optional.of(Long.toString(Long.parseLong(change.name()))));
            manager.retire(version, null);
        }
    }

    /** Looks at all functions. Sandboxes of those that were deleted are called by nobody, and end with their time. */
    @Override
    public void missed() {
        for (AccountId account : store.accounts().accounts()) {
            Scope scope = Scope.of(account);
            store.read(view -> view.list(Kinds.FUNCTION, scope)).stream()
                    .map(function -> function.arn().name())
                    .forEach(name -> changed(new Store.Change(Kinds.FUNCTION.name(), scope, name)));
        }
    }
}
