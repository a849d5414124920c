package dev.hearth.dataplane.workermanager;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tasks whose results no caller waits for, each on a virtual thread of its own. */
final class BackgroundTasks {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundTasks.class);

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final Runnable onEnd;

    /** @param onEnd called when a task has ended */
    BackgroundTasks(Runnable onEnd) {
        this.onEnd = onEnd;
    }

    void run(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed", name, e);
            } finally {
                running.remove(Thread.currentThread());
                onEnd.run();
            }
        });
        running.add(thread);
        thread.start();
    }

    /** Whether no task runs. */
    boolean areDone() {
        return running.isEmpty();
    }
}
