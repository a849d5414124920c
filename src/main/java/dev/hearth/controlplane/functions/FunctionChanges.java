package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.controlplane.operation.Failures;
import dev.hearth.controlplane.operation.Qualifiers;
import dev.hearth.documents.Kinds;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.model.FunctionState;
import dev.hearth.model.UpdateStatus;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes stored functions in a transaction, so that no concurrent change is lost. */
final class FunctionChanges {
    private final Store store;
    private final UpdateVisibility visibility;
    private final Ids ids;

    FunctionChanges(Store store, UpdateVisibility visibility, Ids ids) {
        this.store = store;
        this.visibility = visibility;
        this.ids = ids;
    }

    /**
     * Finds a function.
     *
     * @throws ServiceException Lambda's error if it does not exist
     */
    Function existing(FunctionArn arn) {
        return store.read(view -> Qualifiers.function(view, arn));
    }

    /**
     * Applies a change, which may refuse with an exception.
     *
     * @return the function as it is now, with a new revision
     */
    Function apply(FunctionArn arn, UnaryOperator<Function> change) {
        return store.write(transaction -> apply(transaction, arn, change));
    }

    /** Applies a change in a larger transaction. */
    Function apply(Transaction transaction, FunctionArn arn, UnaryOperator<Function> change) {
        Function changed = change.apply(Qualifiers.function(transaction, arn)).withRevisionId(ids.uuid());
        transaction.put(Kinds.FUNCTION, Scope.of(arn.account()), arn.name(), changed);
        return changed;
    }

    /** Refuses a change if the function's revision is not the expected one, or an update is still in progress. */
    void checkChangeable(Function stored, Optional<String> revision) {
        Function function = visibility.seen(stored);
        checkRevision(revision, function.revisionId());
        if (function.state().name() == FunctionState.Name.PENDING) {
            throw FunctionErrors.wrongState(function.state());
        }
        if (function.update().name() == UpdateStatus.Name.IN_PROGRESS) {
            throw Failures.conflict("The operation cannot be performed at this time. An update is in progress for "
                    + "resource: " + function.arn());
        }
    }

    static void checkRevision(Optional<String> expected, String revision) {
        if (expected.isPresent() && !expected.get().equals(revision)) {
            throw Failures.wrongRevision();
        }
    }
}
