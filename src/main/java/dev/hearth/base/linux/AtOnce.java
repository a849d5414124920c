package dev.hearth.base.linux;

import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Does the same to many, several at once, on platform threads: for what mostly waits for the kernel. */
final class AtOnce {
    private AtOnce() {}

    /**
     * Returns when all are done. One that fails does not keep the others from being done; the first failure is thrown
     * then.
     */
    static <T> void run(Collection<T> all, Consumer<T> task, int atOnce) {
        if (all.isEmpty()) {
            return;
        }
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(atOnce, all.size()), Thread.ofPlatform().daemon().factory())) {
            all.forEach(one -> threads.execute(() -> {
                try {
                    task.accept(one);
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                }
            }));
        }
        RuntimeException first = failure.get();
        if (first != null) {
            throw first;
        }
    }
}
