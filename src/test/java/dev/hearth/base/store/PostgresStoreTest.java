package dev.hearth.base.store;

import org.junit.jupiter.api.BeforeAll;

/** The store in a PostgreSQL database. */
final class PostgresStoreTest extends StoreContract {
    private static PostgresServer server;

    @BeforeAll
    static void startServer() {
        server = PostgresServer.shared();
    }

    @Override
    Store open() {
        return PostgresServer.open(server.freshAddress());
    }
}
