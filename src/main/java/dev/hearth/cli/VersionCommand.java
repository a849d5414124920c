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

    /** What the program's jar says of itself; classes that were not packed have no version. */
    static String text() {
        return "hearth "
                + Optional.ofNullable(VersionCommand.class.getPackage().getImplementationVersion())
                        .orElse("(not packed)");
    }
}
