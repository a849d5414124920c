package dev.hearth.base.store;

import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The durable state: documents, each of a kind, in a scope, under a name; and accounts with their keys.
 *
 * <p>{@link #write} is where a rule over several documents is kept: what is read in it can't change before it is done.
 * It runs on the store's own thread, which nobody else gets meanwhile: only reads, checks and writes belong there, no
 * waiting, and no call of the store but those of the transaction.
 */
public interface Store extends AutoCloseable {
    /** Looks at documents, all as they were at one instant. */
    <T> T read(Function<View, T> work);

    /** Changes documents. When it returns that is on disk; when it throws, nothing has changed. */
    <T> T write(Function<Transaction, T> work);

    /** Who is told, after the commit, which documents were written or deleted. */
    void onChange(ChangeListener listener);

    /**
     * Who forgets what it remembers of documents when they change: told before everyone of {@link #onChange}, so that
     * none of these acts on what is old.
     */
    void onChangeForget(ChangeListener listener);

    AccountStore accounts();

    /** A secret that all processes over this store share, made by {@code maker} the first time it is asked for. */
    String secret(String name, Supplier<String> maker);

    @Override
    void close();

    /** Hears of changes, mostly on the thread of the writer, who waits for it: it must be quick. */
    @FunctionalInterface
    interface ChangeListener {
        /** A document was written or deleted, in this process or another one. */
        void changed(Change change);
    }

    /**
     * A document that was written or deleted.
     *
     * @param kind the kind's name
     */
    record Change(String kind, Scope scope, String name) {
        public boolean isOf(Kind<?> other) {
            return kind.equals(other.name());
        }
    }
}
