package dev.hearth.base.store;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/** A store that does what another one does: tests change a part of that. */
public abstract class ForwardingStore implements Store {
    private final Store store;

    protected ForwardingStore(Store store) {
        this.store = store;
    }

    @Override
    public <T> T read(Function<View, T> work) {
        return store.read(work);
    }

    @Override
    public <T> T write(Function<Transaction, T> work) {
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
