package dev.hearth.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hearth version}. */
@Command(name = "version", description = "Shows which Hearth this is.")
final class VersionCommand implements Callable<Integer> {
    private final Output output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    VersionCommand(Output output) {
        this.output = output;
    }

    @Override
    public Integer call() {
        output.line(text());
        return 0;
    }

    /** The version in the program's jar. Classes outside a jar have none. */
    static String text() {
        return "hearth "
                + Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                        .orElse("(not packed)");
    }
}
