package dev.hearth.app;

import dev.hearth.cli.Backend;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.Output;
import dev.hearth.cli.UsageException;
import dev.hearth.logs.LogStore;
import dev.hearth.runtimes.RuntimeCatalog;
import dev.hearth.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** What the command line works on: the real parts. */
final class HearthBackend implements Backend {
    private final Output output;

    HearthBackend(Output output) {
        this.output = output;
    }

    @Override
    public Store openStore(Path data) {
        DataFolder folder = new DataFolder(data);
        if (!Files.exists(folder.database())) {
            throw new UsageException("There is no Hearth in " + data
                    + ": start one with './hearth up', or name its folder with --data.");
        }
        return Parts.store(folder);
    }

    @Override
    public LogStore openLogs(Path data) {
        return Parts.logReader(new DataFolder(data));
    }

    @Override
    public RuntimeCatalog catalog(Path home, Path data) {
        return Parts.catalogToList(home, new DataFolder(data));
    }

    /** Runs a server until the process is asked to stop. */
    @Override
    public int run(Configuration configuration) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Hearth hearth = new Hearth(configuration, output::remark);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            hearth.close();
            stopped.countDown();
        }));
        hearth.start();
        hearth.greeting().forEach(output::line);
        stopped.await();
        return 0;
    }
}
