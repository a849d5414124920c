package dev.hearth.base.store;

import java.util.Set;
import java.util.function.Consumer;
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

    /** Has a listener told, after the commit, which documents of these kinds were written or deleted. */
    void onChange(Set<Kind<?>> kinds, ChangeListener listener);

    /**
     * Has a listener told that forgets what it remembers of documents of these kinds: before everyone of
     * {@link #onChange}, so that none of these acts on what is old.
     */
    void onChangeForget(Set<Kind<?>> kinds, ChangeListener listener);

    AccountStore accounts();

    /** A secret that all processes over this store share, made by {@code maker} the first time it is asked for. */
    String secret(String name, Supplier<String> maker);

    @Override
    void close();

    /** Hears of changes, mostly on the thread of the writer, who waits for it: it must be quick. */
    interface ChangeListener {
        /** A document was written or deleted, in this process or another one. */
        void changed(Change change);

        /**
         * Changes were missed: other processes wrote more than is kept of changes before this one looked. Whatever is
         * remembered may be old, and whatever follows from documents has to be looked at anew.
         */
        void missed();

        static ChangeListener of(Consumer<Change> changed, Runnable missed) {
            return new ChangeListener() {
                @Override
                public void changed(Change change) {
                    changed.accept(change);
                }

                @Override
                public void missed() {
                    missed.run();
                }
            };
        }

        /** One that does the same whatever has changed. */
        static ChangeListener whatever(Runnable work) {
            return of(change -> work.run(), work);
        }
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
