package dev.hearth.cli;

import picocli.CommandLine.ParameterException;

/** A command that only holds others, and says so when it is called alone. */
abstract class CommandGroup extends HelpfulCommand {
    @Override
    public void run() {
        throw new ParameterException(
                line(),
                "'" + line().getCommandName() + "' needs one of: "
                        + String.join(", ", line().getSubcommands().keySet()) + ".");
    }
}
