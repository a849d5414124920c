package dev.hearth.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code hearth help}: prints the same as {@code --help} after a command. An unknown command is an error. */
@Command(name = "help", description = "Shows help, of a command if one is named.")
final class HelpCommand extends HelpfulCommand {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "As up, or key create.")
    List<String> words = List.of();

    @Override
    public void run() {
        CommandLine described = line().getParent();
        for (int i = 0; i < words.size(); i++) {
            CommandLine next = described.getSubcommands().get(words.get(i));
            if (next == null) {
                throw new UnmatchedArgumentException(described, words.subList(i, words.size()));
            }
            described = next;
        }
        described.usage(described.getOut());
    }
}
