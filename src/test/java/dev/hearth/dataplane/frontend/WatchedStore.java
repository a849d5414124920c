package dev.hearth.dataplane.frontend;

import dev.hearth.base.store.ForwardingStore;
import dev.hearth.base.store.Kind;
import dev.hearth.base.store.Scope;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.View;
import dev.hearth.documents.Kinds;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A store in memory that counts what is asked of it, and lets a test act while it is read. */
public final class WatchedStore extends ForwardingStore {
    final AtomicInteger reads = new AtomicInteger();
    private final List<ChangeListener> forgetting = new CopyOnWriteArrayList<>();
    private volatile Runnable whileReading = () -> {};

    public WatchedStore() {
        super(SqliteStore.inMemory());
    }

    /** How often it was read. */
    public int reads() {
        return reads.get();
    }

    /** As after more changes by other processes than are kept. */
    void missChanges() {
        forgetting.forEach(ChangeListener::missed);
    }

    public void put(Function function) {
        FunctionArn arn = function.arn();
        write(transaction -> {
            transaction.put(Kinds.FUNCTION, Scope.of(arn.account()), arn.name(), function);
            return function;
        });
    }

    void delete(FunctionArn arn) {
        write(transaction -> transaction.delete(Kinds.FUNCTION, Scope.of(arn.account()), arn.name()));
    }

    /** What happens after the next read has its answer and before it returns. */
    public void onceWhileReading(Runnable action) {
        whileReading = () -> {
            whileReading = () -> {};
            action.run();
        };
    }

    @Override
    public <T> T read(java.util.function.Function<View, T> work) {
        reads.incrementAndGet();
        T found = super.read(work);
        whileReading.run();
        return found;
    }

    @Override
    public void onChangeForget(Set<Kind<?>> kinds, ChangeListener listener) {
        forgetting.add(listener);
        super.onChangeForget(kinds, listener);
    }
}
