package dev.hearth.cli;

import dev.hearth.base.store.Store;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.neighbours.logs.LogStore;
import java.nio.file.Path;

/** What the commands work on; made anew for each command. */
public interface Backend extends ServerLauncher {
    /** The durable state in a data folder that a server has made; nothing else is taken for one. */
    Store openStore(Path data);

    /** The logs in a data folder, to be read while a server may be writing them. */
    LogStore openLogs(Path data);

    /** What this machine can run. */
    RuntimeCatalog catalog(Path home, Path data);
}
