package dev.hearth.dataplane.workermanager;

import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that nobody waits for at once, each on a virtual thread of its own, until all of it is awaited at the end. */
final class Tasks {
    private static final Logger LOG = LoggerFactory.getLogger(Tasks.class);

    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final Time time;

    Tasks(Time time) {
        this.time = time;
    }

    void run(String name, Runnable task) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed", name, e);
            } finally {
                running.remove(Thread.currentThread());
            }
        });
        running.add(thread);
        thread.start();
    }

    /** Whether nothing runs. */
    boolean areDone() {
        return running.isEmpty();
    }

    /** Waits until all that was begun before is done; false if it takes longer. */
    boolean await(long nanos) throws InterruptedException {
        long end = time.nanos() + nanos;
        for (Thread thread : running) {
            long left = end - time.nanos();
            if (left <= 0 || !thread.join(Duration.ofNanos(left))) {
                return running.isEmpty();
            }
        }
        return true;
    }
}
