package dev.hearth.app;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes parts in the reverse order of their creation. If one fails to close, the others are closed all the same. */
final class CloseStack implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CloseStack.class);

    private final Deque<AutoCloseable> made = new ArrayDeque<>();
    private final ReentrantLock lock = new ReentrantLock();

    <T extends AutoCloseable> T push(T part) {
        lock.lock();
        try {
            made.push(part);
            return part;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        for (AutoCloseable part = pop(); part != null; part = pop()) {
            try {
                part.close();
            } catch (Exception failed) {
                LOG.error("closing {} failed", part.getClass().getSimpleName(), failed);
            }
        }
    }

    private @org.jspecify.annotations.Nullable AutoCloseable pop() {
        lock.lock();
        try {
            return made.poll();
        } finally {
            lock.unlock();
        }
    }
}
