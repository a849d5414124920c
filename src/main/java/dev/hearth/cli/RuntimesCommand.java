package dev.hearth.cli;

import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.RuntimeNames;
import dev.hearth.time.Time;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code hearth runtimes}: lists the runtimes, and the interpreter that runs each. */
@Command(
        name = "runtimes",
        description = "Shows which interpreter of this machine answers each runtime identifier.",
        sortOptions = false)
final class RuntimesCommand implements Callable<Integer> {
    private final Commands commands;

    @Mixin
    private final SharedOptions shared = new SharedOptions();

    RuntimesCommand(Commands commands) {
        this.commands = commands;
    }

    @Override
    public Integer call() {
        Path home =
                Path.of(System.getProperty("hearth.home", ".")).toAbsolutePath().normalize();
        LocalDate today = LocalDate.ofInstant(Time.SYSTEM.now(), ZoneOffset.UTC);
        List<RuntimeInstallation> installations =
                commands.backend().catalog(home, commands.dataFolder(shared)).all().stream()
                        .filter(installation -> !RuntimeNames.isCreationOver(installation.identifier(), today))
                        .toList();
        commands.output()
                .table(
                        List.of("RUNTIME", "VERSION", "MATCH", "INTERPRETER"),
                        installations.stream().map(RuntimesCommand::row).toList());
        if (installations.stream().anyMatch(installation -> !installation.exact())) {
            commands.output()
                    .remark("'closest': the machine lacks the exact version; install it, and it is used from the next"
                            + " start on.");
        }
        return 0;
    }

    private static List<String> row(RuntimeInstallation installation) {
        return List.of(
                installation.identifier().value(),
                installation.interpreterVersion(),
                installation.exact() ? "exact" : "closest",
                installation.interpreter().toString());
    }
}
