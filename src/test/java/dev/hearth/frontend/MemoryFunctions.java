package dev.hearth.frontend;

import dev.hearth.model.AccountId;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionArn;
import dev.hearth.store.FunctionStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Functions in memory, as far as the frontend asks for them. */
public final class MemoryFunctions implements FunctionStore {
    final AtomicInteger reads = new AtomicInteger();
    private final Map<String, Function> functions = new ConcurrentHashMap<>();
    private final List<ChangeListener> listeners = new CopyOnWriteArrayList<>();
    private volatile Runnable whileReading = () -> {};

    public void put(Function function) {
        functions.put(key(function.arn().account(), function.arn().name()), function);
        listeners.forEach(listener -> listener.changed(function.arn()));
    }

    /** What happens after the next read has its answer and before it returns. */
    void onceWhileReading(Runnable action) {
        whileReading = () -> {
            whileReading = () -> {};
            action.run();
        };
    }

    @Override
    public Optional<Function> find(AccountId account, String name) {
        reads.incrementAndGet();
        Optional<Function> found = Optional.ofNullable(functions.get(key(account, name)));
        whileReading.run();
        return found;
    }

    @Override
    public boolean delete(AccountId account, String name) {
        Function removed = functions.remove(key(account, name));
        if (removed != null) {
            listeners.forEach(listener -> listener.changed(removed.arn()));
        }
        return removed != null;
    }

    @Override
    public void onChange(ChangeListener listener) {
        listeners.add(listener);
    }

    @Override
    public List<Function> list(AccountId account, String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean create(Function function) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean replace(String expected, Function function) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Function> unfinished() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> usedPackages() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Usage usage(AccountId account) {
        throw new UnsupportedOperationException();
    }

    private static String key(AccountId account, String name) {
        return account + ":" + name;
    }

    public static FunctionArn arn(String name) {
        return new FunctionArn("us-east-1", new AccountId("000000000000"), name, Optional.empty());
    }
}
