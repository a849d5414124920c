package dev.hearth.logs;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A change to the log files that one thread makes and another waits for. */
final class PendingChange<T> {
    private static final Logger LOG = LoggerFactory.getLogger(PendingChange.class);

    private final Work<T> work;
    private final AtomicReference<Outcome<T>> outcome = new AtomicReference<>();

    PendingChange(Work<T> work) {
        this.work = work;
    }

    /** What is to be done. */
    interface Work<T> {
        T run() throws IOException;
    }

    private sealed interface Outcome<T> {
        record Done<T>(T result) implements Outcome<T> {}

        record Refused<T>(ServiceException why) implements Outcome<T> {}
    }

    void run() {
        Outcome<T> came;
        try {
            came = new Outcome.Done<>(work.run());
        } catch (ServiceException e) {
            came = new Outcome.Refused<>(e);
        } catch (IOException | RuntimeException e) {
            LOG.warn("a change to the logs failed", e);
            came = new Outcome.Refused<>(unavailable());
        }
        outcome.set(came);
    }

    /** What came of it; that it was refused if the disk was too slow for a caller to wait. */
    T result() {
        return switch (outcome.get()) {
            case null -> throw unavailable();
            case Outcome.Done<T>(T result) -> Objects.requireNonNull(result);
            case Outcome.Refused<T>(ServiceException why) -> throw why;
        };
    }

    static ServiceException unavailable() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The service cannot complete the request.");
    }
}
