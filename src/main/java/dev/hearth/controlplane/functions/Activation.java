package dev.hearth.controlplane.functions;

import dev.hearth.base.store.Scope;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.Transaction;
import dev.hearth.documents.Kinds;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.time.Ids;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings functions from pending to active, and updates from in progress to successful, in the background.
 *
 * <pre>
 * state     update        the code is               state     update       serving
 * PENDING   SUCCESSFUL    in place                  ACTIVE    SUCCESSFUL   the new version
 * PENDING   SUCCESSFUL    unusable                  FAILED    SUCCESSFUL   nothing
 * ACTIVE    IN_PROGRESS   in place                  ACTIVE    SUCCESSFUL   the new version
 * ACTIVE    IN_PROGRESS   unusable                  ACTIVE    FAILED       the version before
 * FAILED    IN_PROGRESS   in place                  ACTIVE    SUCCESSFUL   the new version
 * FAILED    IN_PROGRESS   unusable                  FAILED    FAILED       nothing
 * (the function was deleted meanwhile)              nothing is done
 * </pre>
 */
final class Activation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Activation.class);

    private final Store store;
    private final FunctionChanges changes;
    private final CodePreparation preparation;
    private final Ids ids;
    private final Semaphore places = new Semaphore(Limits.ACTIVATIONS);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Activation(Store store, FunctionChanges changes, CodePreparation preparation, Ids ids) {
        this.store = store;
        this.changes = changes;
        this.preparation = preparation;
        this.ids = ids;
    }

    /** Submits a function. The number of waiting functions is limited by the number of unfinished ones in the store. */
    void submit(Function function) {
        try {
            threads.execute(() -> run(function));
        } catch (RejectedExecutionException e) {
            LOG.debug("{} stays unfinished until the next start", function.arn());
        }
    }

    void resume() {
        store.read(view -> view.pending(Kinds.FUNCTION)).forEach(this::submit);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        threads.close();
    }

    private void run(Function function) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            activate(function);
        } catch (RuntimeException e) {
            LOG.error("{} could not be activated and stays unfinished until the next start", function.arn(), e);
        } finally {
            places.release();
        }
    }

    private void activate(Function function) {
        Optional<Failure> failure = Optional.empty();
        FunctionVersion version =
                new FunctionVersion(function.arn().qualified(FunctionArn.LATEST), ids.uuid(), function.configuration());
        try {
            preparation.prepare(version);
        } catch (ServiceException e) {
            failure = Optional.of(new Failure(e.getMessage(), reasonCode(e.code())));
        } catch (RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            LOG.error("preparing the code of {} failed", function.arn(), e);
            failure = Optional.of(new Failure("The code could not be put in place.", "InternalError"));
        }
        Optional<Failure> outcome = failure;
        try {
            store.write(transaction -> {
                Function finished = changes.apply(transaction, function.arn(), current -> {
                    // tags may have changed; or the function was deleted and another one made under its name
                    if (!current.isUnfinished() || !current.configuration().equals(function.configuration())) {
                        throw new Superseded();
                    }
                    return outcome.isEmpty() ? succeeded(current, version) : failed(current, outcome.get());
                });
                finishVersions(transaction, finished, outcome);
                return finished;
            });
        } catch (Superseded e) {
            LOG.debug("{} was replaced while its code was put in place", function.arn());
        } catch (ServiceException e) {
            if (e.code() != ErrorCode.RESOURCE_NOT_FOUND) {
                throw e;
            }
            LOG.debug("{} was deleted while its code was put in place", function.arn());
        }
    }

    /** A version that was published during the activation gets the same outcome as the function. */
    private static void finishVersions(Transaction transaction, Function function, Optional<Failure> failure) {
        FunctionState state = failure.map(Failure::state).orElse(FunctionState.ACTIVE);
        Scope scope = Scope.function(function.arn());
        String name = Kinds.versionName(function.lastVersion());
        transaction
                .find(Kinds.VERSION, scope, name)
                .filter(version -> version.state().name() == FunctionState.Name.PENDING)
                .ifPresent(version -> transaction.put(Kinds.VERSION, scope, name, version.withState(state)));
    }

    private static Function succeeded(Function current, FunctionVersion version) {
        return current.withServing(version)
                .withState(FunctionState.ACTIVE)
                .withUpdate(current.update().succeeded(current.revisionId()));
    }

    private static Function failed(Function current, Failure failure) {
        return current.state().name() == FunctionState.Name.PENDING
                ? current.withState(failure.state())
                : current.withUpdate(
                        current.update().failed(current.revisionId(), failure.reason(), failure.reasonCode()));
    }

    private static String reasonCode(ErrorCode code) {
        return switch (code) {
            case INVALID_ZIP_FILE, INVALID_PARAMETER_VALUE -> "InvalidZipFileException";
            case INVALID_RUNTIME -> "InvalidRuntime";
            case CODE_ARTIFACT_DENIED -> "ImageAccessDenied";
            case CODE_ARTIFACT_DELETED -> "ImageDeleted";
            case CODE_ARTIFACT_FAILED -> "InvalidImage";
            default -> "InternalError";
        };
    }

    private record Failure(String reason, String reasonCode) {
        FunctionState state() {
            return new FunctionState(FunctionState.Name.FAILED, Optional.of(reason), Optional.of(reasonCode));
        }
    }

    /** The function was replaced, so there is nothing left to finish. */
    private static final class Superseded extends RuntimeException {}
}
