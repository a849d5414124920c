package dev.hearth.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs parts of the start in parallel. */
final class Parallel {
    private static final Logger LOG = LoggerFactory.getLogger(Parallel.class);

    private Parallel() {}

    /** Closes a part. */
    @FunctionalInterface
    interface Closing<T> {
        void close(T made) throws Exception;
    }

    /** A part that is being made. */
    record Part<T>(CompletableFuture<T> future) {
        /** Waits for the part. An exception of its making is thrown here. */
        T await() {
            try {
                return future.join();
            } catch (CompletionException failed) {
                if (failed.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw failed;
            }
        }

        /** Closes the part as soon as it is made; does nothing if making it failed. */
        AutoCloseable closing(Closing<T> how) {
            return () -> {
                T made;
                try {
                    made = future.join();
                } catch (CompletionException failed) {
                    LOG.debug("the part was never made and is not closed", failed);
                    return;
                }
                how.close(made);
            };
        }
    }

    static <T> Part<T> begin(Supplier<T> making) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                future.complete(making.get());
            } catch (RuntimeException | Error failed) {
                future.completeExceptionally(failed);
            }
        });
        return new Part<>(future);
    }
}
