package dev.hearth.cli;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.SqliteStore;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreCopy;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.neighbours.logs.LogStore;
import java.nio.file.Path;
import java.util.Optional;

/** What there is for commands that need nothing but the store. */
record StoreOnly() implements Backend {
    @Override
    public int serve(WorkerSettings settings) {
        throw new AssertionError("not to be asked");
    }

    @Override
    public Store openStore(Path data, Optional<PostgresAddress> database) {
        return SqliteStore.open(data.resolve("hearth.db"));
    }

    @Override
    public StoreCopy.Report copyStore(Path data, PostgresAddress target) {
        throw new AssertionError("not to be asked");
    }

    @Override
    public LogStore openLogs(Path data) {
        throw new AssertionError("not to be asked");
    }

    @Override
    public RuntimeCatalog catalog(Path home, Path data) {
        throw new AssertionError("not to be asked");
    }

    @Override
    public SdkStore sdks(Path data) {
        throw new AssertionError("not to be asked");
    }

    @Override
    public SdkMaker sdkMaker(Path home, Path data) {
        throw new AssertionError("not to be asked");
    }

    @Override
    public int run(Configuration configuration) {
        throw new AssertionError("not to be asked");
    }
}
