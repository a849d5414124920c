package dev.hearth.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only holds others, and says so when it is called alone. */
abstract class CommandGroup implements Runnable {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    @Override
    public void run() {
        CommandSpec given = java.util.Objects.requireNonNull(spec);
        throw new ParameterException(
                given.commandLine(),
                "'" + given.name() + "' needs one of: "
                        + String.join(", ", given.subcommands().keySet()) + ".");
    }
}
