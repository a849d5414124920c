package dev.hearth.cli;

import picocli.CommandLine.ParameterException;

/** A command with subcommands. Called alone, it prints them as an error. */
abstract class CommandGroup extends HelpfulCommand {
    @Override
    public void run() {
        throw new ParameterException(
                line(),
                "'" + line().getCommandName() + "' needs one of: "
                        + String.join(", ", line().getSubcommands().keySet()) + ".");
    }
}
