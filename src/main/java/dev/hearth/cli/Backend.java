package dev.hearth.cli;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreCopy;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.neighbours.logs.LogStore;
import java.nio.file.Path;
import java.util.Optional;

/** The parts that commands work on; created anew for each command. */
public interface Backend extends ServerLauncher, WorkerLauncher {
    /** Opens the durable state: a database, or else an existing data folder. Does not create a folder. */
    Store openStore(Path data, Optional<PostgresAddress> database);

    /** Copies the state of a data folder, over which no server may run, to a database. */
    StoreCopy.Report copyStore(Path data, PostgresAddress target);

    /** Opens the logs in a data folder, for reading while a server may write them. */
    LogStore openLogs(Path data);

    /** Finds the runtimes of this machine. */
    RuntimeCatalog catalog(Path home, Path data);

    /** The AWS SDKs in a data folder. */
    SdkStore sdks(Path data);

    /** Makes AWS SDKs for a data folder, which is created if it does not exist. */
    SdkMaker sdkMaker(Path home, Path data);
}
