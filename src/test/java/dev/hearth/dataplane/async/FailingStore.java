package dev.hearth.dataplane.async;

import dev.hearth.base.store.ForwardingStore;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.StoreException;
import dev.hearth.base.store.Transaction;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store in memory whose disk can be full: then it is read, and every write fails. Its writes can also be held up. */
final class FailingStore extends ForwardingStore {
    final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger writing = new AtomicInteger();
    private final AtomicInteger mostWriting = new AtomicInteger();
    private volatile CountDownLatch mayWrite = new CountDownLatch(0);
    private volatile boolean full;

    FailingStore() {
        super(SqliteStore.inMemory());
    }

    void full(boolean now) {
        full = now;
    }

    /** From now on, writes wait for this. */
    void holdUp(CountDownLatch until) {
        mayWrite = until;
    }

    /** How many writes are under way. */
    int writing() {
        return writing.get();
    }

    /** How many were under way at once, at most. */
    int mostWriting() {
        return mostWriting.get();
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        mostWriting.accumulateAndGet(writing.incrementAndGet(), Math::max);
        try {
            mayWrite.await();
            return written(work);
        } catch (InterruptedException e) {
            throw new StoreException("interrupted", e);
        } finally {
            writing.decrementAndGet();
        }
    }

    private <T> T written(Function<Transaction, T> work) {
        if (full) {
            failures.incrementAndGet();
            throw new StoreException("the disk is full", new IOException("no space"));
        }
        return super.write(work);
    }
}
