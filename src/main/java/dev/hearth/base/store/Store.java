package dev.hearth.base.store;

import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The durable state: documents, each with a kind, a scope and a name; and accounts with their keys.
 *
 * <p>A rule over several documents is checked in {@link #write}: documents of one account that the transaction has
 * read can't change before it commits. Queues are an exception ({@link Scope#isQueue}): of their documents, only one
 * that was found by its name, or claimed, can't change.
 *
 * <p>A transaction may only read, check and write. It must not wait, and must not call the store except through the
 * transaction. It may be run several times, of which only the last one counts: so it must have no other effects.
 *
 * <p>While a database is away, calls fail with {@code ServiceUnavailableException} after some seconds.
 */
public interface Store extends AutoCloseable {
    /** Reads documents in a snapshot. */
    <T> T read(Function<View, T> work);

    /**
     * Writes documents in a transaction. When this returns, the writes are on disk. An exception rolls all of them
     * back.
     */
    <T> T write(Function<Transaction, T> work);

    /** Registers a listener for committed changes of documents of these kinds. */
    void onChange(Set<Kind<?>> kinds, ChangeListener listener);

    /**
     * Registers a listener that clears a cache of documents of these kinds. It hears of a change before all listeners
     * of {@link #onChange}, so that none of these reads outdated values.
     */
    void onChangeForget(Set<Kind<?>> kinds, ChangeListener listener);

    AccountStore accounts();

    /** A secret that all processes over this store share. The first call creates it with {@code maker}. */
    String secret(String name, Supplier<String> maker);

    @Override
    void close();

    /** Hears of changes. It usually runs on the writer's thread, which waits for it, so it must be quick. */
    interface ChangeListener {
        /** A document was written or deleted, in this process or another one. */
        void changed(Change change);

        /**
         * Changes were missed: other processes wrote more changes than the feed keeps before this process read them.
         * Caches may be outdated, and everything derived from documents must be computed again.
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

        /** A listener that does the same after every change. */
        static ChangeListener whatever(Runnable work) {
            return of(change -> work.run(), work);
        }
    }

    /**
     * The change of one document: it was written or deleted.
     *
     * @param kind the kind's name
     */
    record Change(String kind, Scope scope, String name) {
        public boolean isOf(Kind<?> other) {
            return kind.equals(other.name());
        }
    }
}
