package dev.hearth.app;

import dev.hearth.base.store.PostgresAddress;
import dev.hearth.base.store.Store;
import dev.hearth.base.store.StoreCopy;
import dev.hearth.cli.Backend;
import dev.hearth.cli.Configuration;
import dev.hearth.cli.Output;
import dev.hearth.cli.UsageException;
import dev.hearth.cli.WorkerSettings;
import dev.hearth.dataplane.runtimes.RuntimeCatalog;
import dev.hearth.dataplane.runtimes.sdk.SdkMaker;
import dev.hearth.dataplane.runtimes.sdk.SdkStore;
import dev.hearth.neighbours.logs.LogStore;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The parts that the commands of the command line work on. */
final class HearthBackend implements Backend {
    private final Output output;
    private final Life life;

    HearthBackend(Output output, Life life) {
        this.output = output;
        this.life = life;
    }

    @Override
    public Store openStore(Path data, Optional<PostgresAddress> database) {
        DataFolder folder = new DataFolder(data);
        if (database.isEmpty() && !Files.exists(folder.database())) {
            throw new UsageException("There is no Hearth in " + data
                    + ": start one with './hearth up', or name its folder with --data.");
        }
        return Parts.store(folder, database);
    }

    @Override
    public StoreCopy.Report copyStore(Path data, PostgresAddress target) {
        DataFolder folder = new DataFolder(data);
        if (!Files.exists(folder.database())) {
            throw new UsageException("There is no Hearth in " + data + ": name its folder with --data.");
        }
        try (DataFolder.Claim _ = folder.claim()) {
            return StoreCopy.copy(folder.database(), target);
        } catch (StoreCopy.OccupiedException occupied) {
            throw new UsageException(String.valueOf(occupied.getMessage()), occupied);
        }
    }

    @Override
    public LogStore openLogs(Path data) {
        return Parts.logReader(new DataFolder(data));
    }

    @Override
    public RuntimeCatalog catalog(Path home, Path data) {
        return Parts.catalogToList(home, new DataFolder(data));
    }

    @Override
    public SdkStore sdks(Path data) {
        return Parts.sdkStore(new DataFolder(data), Time.SYSTEM);
    }

    @Override
    public SdkMaker sdkMaker(Path home, Path data) {
        DataFolder folder = DataFolder.at(data);
        return new SdkMaker(
                Parts.sdkStore(folder, Time.SYSTEM), Parts.catalogToList(home, folder), System.getenv(), Time.SYSTEM);
    }

    /** Runs a server for the duration of a {@link Life}, at most until the process is asked to stop. */
    @Override
    public int run(Configuration configuration) throws InterruptedException {
        Hearth hearth = new Hearth(configuration, output::remark);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            hearth.close();
            life.ended();
        }));
        hearth.start();
        hearth.greeting().forEach(output::line);
        life.spend(hearth);
        hearth.close();
        return hearth.failed() ? 1 : 0;
    }

    /** Runs a Worker until the process is asked to stop. */
    @Override
    public int serve(WorkerSettings settings) throws InterruptedException {
        WorkerProcess worker = new WorkerProcess(settings, output::remark);
        Runtime.getRuntime().addShutdownHook(new Thread(worker::close));
        try {
            worker.start();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        worker.greeting().forEach(output::line);
        worker.awaitStopped();
        return worker.failed() ? 1 : 0;
    }

    /** What a started server does until it is stopped. */
    interface Life {
        void spend(Hearth hearth) throws InterruptedException;

        /** Called when the server is stopped, for any reason, just before the process ends. */
        default void ended() {}
    }
}
