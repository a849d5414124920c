package dev.hearth.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Parts of the start that go on side by side. */
final class Parallel {
    private static final Logger LOG = LoggerFactory.getLogger(Parallel.class);

    private Parallel() {}

    /** How something is done away with. */
    @FunctionalInterface
    interface Closing<T> {
        void close(T made) throws Exception;
    }

    /** Something that is being made. */
    record Part<T>(CompletableFuture<T> future) {
        /** Waits for it; what went wrong is thrown here. */
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

        /** Does away with it as soon as it is there, or with nothing if it never came to be. */
        AutoCloseable closing(Closing<T> how) {
            return () -> {
                T made;
                try {
                    made = future.join();
                } catch (CompletionException failed) {
                    LOG.debug("what was never made needs no closing", failed);
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
