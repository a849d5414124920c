package dev.hearth.base.linux;

import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a task for each element of a collection, a bounded number at a time, on platform threads. It is for tasks that
 * mostly wait for the kernel.
 */
final class BoundedParallel {
    private BoundedParallel() {}

    /**
     * Returns when the task has ended for all elements. A failure does not stop the other tasks; the first one is
     * thrown at the end.
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
