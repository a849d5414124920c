package dev.hearth.app;

import dev.hearth.cli.Backend;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.Output;
import dev.hearth.logs.LogStore;
import dev.hearth.runtimes.RuntimeCatalog;
import dev.hearth.store.Store;
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
        return Parts.store(DataFolder.at(data));
    }

    @Override
    public LogStore openLogs(Path data) {
        return Parts.logReader(DataFolder.at(data));
    }

    @Override
    public RuntimeCatalog catalog(Path home, Path data) {
        return Parts.catalog(home, DataFolder.at(data));
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
