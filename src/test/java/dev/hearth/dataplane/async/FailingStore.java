package dev.hearth.dataplane.async;

import dev.hearth.base.store.AccountStore;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreException;
import dev.hearth.base.store.Transaction;
import dev.hearth.base.store.View;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store in memory whose disk can be full: then it is read, and every write fails. */
final class FailingStore implements Store {
    final AtomicInteger failures = new AtomicInteger();
    private final Store store = SqliteStore.inMemory();
    private volatile boolean full;

    void full(boolean now) {
        full = now;
    }

    @Override
    public <T> T read(Function<View, T> work) {
        return store.read(work);
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
        if (full) {
            failures.incrementAndGet();
            throw new StoreException("the disk is full", new IOException("no space"));
        }
        return store.write(work);
    }

    @Override
    public void onChange(Set<Kind<?>> kinds, ChangeListener listener) {
        store.onChange(kinds, listener);
    }

    @Override
    public void onChangeForget(Set<Kind<?>> kinds, ChangeListener listener) {
        store.onChangeForget(kinds, listener);
    }

    @Override
    public AccountStore accounts() {
        return store.accounts();
    }

    @Override
    public String secret(String name, Supplier<String> maker) {
        return store.secret(name, maker);
    }

    @Override
    public void close() {
        store.close();
    }
}
