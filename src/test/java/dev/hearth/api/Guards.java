package dev.hearth.api;

import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.neighbours.iam.Authorization;
import dev.hearth.neighbours.iam.FunctionAccess;
import dev.hearth.neighbours.iam.UnknownRoles;
import dev.hearth.neighbours.sts.StsService;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.Optional;

/** Guards for tests. */
final class Guards {
    private Guards() {}

    /** One that knows no user and no policy. */
    static Guard open(String region) {
        Store store = SqliteStore.inMemory();
        Authorization authorization = new Authorization(store, UnknownRoles.ACCOUNT, Time.SYSTEM, Ids.secure());
        return new Guard(authorization, new FunctionAccess(store, authorization), (_, _) -> Optional.empty(), region);
    }

    /** One that knows no role. */
    static StsService sts() {
        return new StsService(
                new Authorization(SqliteStore.inMemory(), UnknownRoles.ACCOUNT, Time.SYSTEM, Ids.secure()),
                Time.SYSTEM);
    }
}
