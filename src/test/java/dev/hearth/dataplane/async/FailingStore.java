package dev.hearth.dataplane.async;

import dev.hearth.base.store.ForwardingStore;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.StoreException;
import dev.hearth.base.store.Transaction;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A store in memory whose disk can be full: then it is read, and every write fails. */
final class FailingStore extends ForwardingStore {
    final AtomicInteger failures = new AtomicInteger();
    private volatile boolean full;

    FailingStore() {
        super(SqliteStore.inMemory());
    }

    void full(boolean now) {
        full = now;
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        if (full) {
            failures.incrementAndGet();
            throw new StoreException("the disk is full", new IOException("no space"));
        }
        return super.write(work);
    }
}
