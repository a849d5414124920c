package dev.hearth.api;

import dev.hearth.iam.Authorization;
import dev.hearth.iam.FunctionAccess;
import dev.hearth.store.SqliteStore;
import dev.hearth.store.Store;
import dev.hearth.time.Time;

/** Guards for tests. */
final class Guards {
    private Guards() {}

    /** One that knows no user and no policy. */
    static Guard open(String region) {
        Store store = SqliteStore.inMemory();
        Authorization authorization = new Authorization(store, Time.SYSTEM);
        return new Guard(authorization, new FunctionAccess(store, authorization), region);
    }
}
