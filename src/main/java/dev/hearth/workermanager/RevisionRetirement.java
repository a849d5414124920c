package dev.hearth.workermanager;

import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.store.FunctionStore;

/** Has sandboxes let go when a function has changed: those of other revisions than the one that serves now. */
public final class RevisionRetirement implements FunctionStore.ChangeListener {
    private final FunctionStore store;
    private final WorkerManager manager;

    public RevisionRetirement(FunctionStore store, WorkerManager manager) {
        this.store = store;
        this.manager = manager;
    }

    @Override
    public void changed(FunctionArn function) {
        manager.retire(
                function,
                store.find(function.account(), function.name())
                        .flatMap(Function::serving)
                        .map(FunctionVersion::revisionId)
                        .orElse(null));
    }
}
