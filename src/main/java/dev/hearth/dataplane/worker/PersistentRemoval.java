package dev.hearth.dataplane.worker;

import dev.hearth.model.SandboxId;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats removals of sandboxes that failed, with pauses that grow, until they succeed or the worker closes. */
final class PersistentRemoval implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PersistentRemoval.class);

    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * Repeats one removal, on a thread of its own.
     *
     * @param removal throws if the removal fails
     * @param removed called when it has succeeded, and when the worker closes: the driver then removes all sandboxes
     */
    void begin(SandboxId id, Runnable removal, Runnable removed) {
        Thread.ofVirtual().name("removal of " + id).start(() -> repeat(id, removal, removed));
    }

    private void repeat(SandboxId id, Runnable removal, Runnable removed) {
        Duration pause = Limits.REMOVAL_PAUSE;
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    removal.run();
                    LOG.info("sandbox {} is removed at last", id);
                    break;
                } catch (RuntimeException e) {
                    LOG.warn("sandbox {} can still not be removed", id, e);
                    pause = Collections.min(List.of(pause.multipliedBy(2), Limits.REMOVAL_PAUSE_MOST));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            removed.run();
        }
    }

    @Override
    public void close() {
        closing.countDown();
    }
}
