package dev.hearth.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth stop}: stops a server from another terminal, as Ctrl-C does. */
@Command(
        name = "stop",
        description = "Stops the running Hearth as Ctrl-C does, and waits until it has ended.",
        sortOptions = false)
final class StopCommand implements Callable<Integer> {
    /** The time limit: 30 seconds for running invocations, and the removal of sandboxes after that. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    StopCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() throws InterruptedException {
        Path data = commands.dataFolder(shared);
        Optional<ProcessHandle> process = RunningServer.read(data).flatMap(RunningServer::handle);
        if (process.isEmpty()) {
            commands.output().line("Hearth does not run over " + data + ".");
            return 0;
        }
        process.get().destroy();
        try {
            process.get().onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException late) {
            throw new UsageException(
                    "Process " + process.get().pid() + " has not ended in " + PATIENCE.toSeconds()
                            + " seconds; it was asked to.",
                    late);
        }
        commands.output().line("stopped");
        return 0;
    }
}
