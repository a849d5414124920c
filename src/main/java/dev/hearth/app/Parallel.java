package dev.hearth.app;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Parts of the start that go on side by side. */
final class Parallel {
    private Parallel() {}

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
    }

    static <T> Part<T> begin(Supplier<T> making) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                future.complete(making.get());
            } catch (RuntimeException failed) {
                future.completeExceptionally(failed);
            }
        });
        return new Part<>(future);
    }
}
