package dev.hearth.controlplane;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionErrors;
import dev.hearth.store.FunctionStore;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Changes stored functions without losing anybody else's change: a change is made to the function as it was read, and
 * counts only if it is still that; else it is made again to what is there now.
 */
final class FunctionChanges {
    private final FunctionStore store;
    private final Ids ids;

    FunctionChanges(FunctionStore store, Ids ids) {
        this.store = store;
        this.ids = ids;
    }

    /** The function, or Lambda's error that there is none. */
    Function existing(FunctionArn arn) {
        return store.find(arn.account(), arn.name()).orElseThrow(() -> FunctionErrors.notFound(arn));
    }

    /**
     * Applies a change, which may be called several times and may refuse with an exception.
     *
     * @param revision what the caller says the function's revision is
     * @return the function as it is now, with a new revision
     */
    Function apply(FunctionArn arn, Optional<String> revision, UnaryOperator<Function> change) {
        for (int attempt = 0; attempt < Limits.ATTEMPTS; attempt++) {
            Function current = existing(arn);
            if (revision.isPresent() && !revision.get().equals(current.revisionId())) {
                throw Failures.wrongRevision();
            }
            Function changed = change.apply(current).withRevisionId(ids.uuid());
            if (store.replace(current.revisionId(), changed)) {
                return changed;
            }
        }
        throw new ServiceException(ErrorCode.SERVICE, "The function changes too fast: " + arn);
    }
}
