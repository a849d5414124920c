package dev.hearth.neighbours.logs;

import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change to the log files that one thread makes and another waits for.
 *
 * <pre>
 * from     event                 to
 * WAITING  run                   BEGUN      the waiting thread gets its outcome
 * WAITING  result: time is over  CANCELLED  a later run does nothing
 * </pre>
 */
final class PendingChange<T> {
    private static final Logger LOG = LoggerFactory.getLogger(PendingChange.class);

    private final Work<T> work;
    private final AtomicReference<Progress> progress = new AtomicReference<>(Progress.WAITING);
    private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();

    PendingChange(Work<T> work) {
        this.work = work;
    }

    /** What is to be done. */
    interface Work<T> {
        T run() throws IOException;
    }

    private enum Progress {
        WAITING,
        BEGUN,
        CANCELLED
    }

    private sealed interface Outcome<T> {
        record Done<T>(T result) implements Outcome<T> {}

        record Refused<T>(ServiceException why) implements Outcome<T> {}
    }

    /** Makes the change, unless it was cancelled. */
    void run() {
        if (!progress.compareAndSet(Progress.WAITING, Progress.BEGUN)) {
            return;
        }
        Outcome<T> came;
        try {
            came = new Outcome.Done<>(work.run());
        } catch (ServiceException e) {
            came = new Outcome.Refused<>(e);
        } catch (IOException | RuntimeException e) {
            LOG.warn("a change to the logs failed", e);
            came = new Outcome.Refused<>(LogErrors.unavailable());
        }
        outcome.complete(came);
    }

    /**
     * Waits for the outcome. A change that has not begun in time is cancelled and refused, because its caller may send
     * it again. A change that has begun is waited for a second time.
     */
    T result() {
        if (progress.compareAndSet(Progress.WAITING, Progress.CANCELLED)) {
            throw LogErrors.unavailable();
        }
        return switch (came()) {
            case Outcome.Done<T>(T result) -> Objects.requireNonNull(result);
            case Outcome.Refused<T>(ServiceException why) -> throw why;
        };
    }

    private Outcome<T> came() {
        try {
            return outcome.get(Limits.CATCH_UP.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Outcome.Refused<>(LogErrors.unavailable());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Refused<>(LogErrors.unavailable());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a change never ends exceptionally", e);
        }
    }
}
