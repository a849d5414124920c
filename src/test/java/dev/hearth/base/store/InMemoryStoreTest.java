package dev.hearth.base.store;

/** The store in memory, which other packages' tests build on. */
final class InMemoryStoreTest extends StoreContract {
    @Override
    Store open() {
        return SqliteStore.inMemory();
    }
}
