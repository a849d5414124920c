package dev.hearth.cli;

import dev.hearth.base.store.Scope;
import dev.hearth.documents.Kinds;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code hearth status}: shows whether a server runs over a data folder, its address, and the contents of the folder.
 */
@Command(
        name = "status",
        description = "Says whether Hearth runs, and where: 0 if it serves, 1 if not.",
        sortOptions = false)
final class StatusCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int OK = 200;

    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    StatusCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        Path data = commands.dataFolder(shared);
        Output output = commands.output();
        Optional<RunningServer> server = RunningServer.read(data);
        if (server.isEmpty()) {
            output.line("Hearth does not run over " + data + ": './hearth up' starts it.");
            return 1;
        }
        boolean serving = isServing(server.get().endpoint());
        output.line("Hearth " + (serving ? "serves" : "runs, but does not serve,") + " at "
                + server.get().endpoint());
        output.line("  region     " + server.get().region());
        output.line("  account    " + server.get().account());
        output.line("  process    " + server.get().process());
        output.line("  state      " + data
                + shared.database(shared.settings(commands.environment()))
                        .map(database -> ", " + database)
                        .orElse(""));
        output.line("  functions  " + functions());
        return serving ? 0 : 1;
    }

    private long functions() {
        return commands.withStore(
                shared,
                store -> store.accounts().accounts().stream()
                        .mapToLong(account -> store.read(view ->
                                view.list(Kinds.FUNCTION, Scope.of(account)).size()))
                        .sum());
    }

    private static boolean isServing(String endpoint) {
        try {
            HttpURLConnection health =
                    (HttpURLConnection) URI.create(endpoint + "/health").toURL().openConnection();
            health.setConnectTimeout((int) PATIENCE.toMillis());
            health.setReadTimeout((int) PATIENCE.toMillis());
            int status = health.getResponseCode();
            health.disconnect();
            return status == OK;
        } catch (IOException silent) {
            return false;
        }
    }
}
