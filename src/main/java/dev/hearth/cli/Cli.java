package dev.hearth.cli;

import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line: finds the command, prints what went wrong in one sentence, and gives the exit status. */
public final class Cli {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private Cli() {}

    /** Runs a command. The status: 0 done, 1 failed, 2 wrongly called. */
    public static int run(
            String[] arguments, Map<String, String> environment, Backend backend, Output output, Ids ids, Time time) {
        Commands commands = new Commands(environment, backend, output);
        CommandLine line = new CommandLine(new Root());
        line.addSubcommand(new UpCommand(environment, backend));
        line.addSubcommand(new EnvCommand(commands));
        line.addSubcommand(new LogsCommand(commands, time));
        line.addSubcommand(new RuntimesCommand(commands));
        line.addSubcommand(new CommandLine(new AccountCommand())
                .addSubcommand(new AccountCommand.Create(commands, ids))
                .addSubcommand(new AccountCommand.ListAll(commands)));
        line.addSubcommand(new CommandLine(new KeyCommand())
                .addSubcommand(new KeyCommand.Create(commands, ids))
                .addSubcommand(new KeyCommand.ListAll(commands))
                .addSubcommand(new KeyCommand.Delete(commands)));
        line.addSubcommand(new CommandLine.HelpCommand());
        line.addSubcommand(new VersionCommand(output));
        line.getCommandSpec().version(VersionCommand.text());
        line.setOut(output.results());
        line.setErr(output.remarks());
        line.setUsageHelpWidth(100);
        line.setParameterExceptionHandler((problem, given) -> {
            output.remark("hearth: " + Mistakes.sentence(problem));
            output.remark("'./hearth " + path(problem.getCommandLine()) + "--help' shows what there is.");
            return USAGE;
        });
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof UsageException) {
                output.remark("hearth: " + failure.getMessage());
                return USAGE;
            }
            output.remark("hearth: " + Mistakes.reason(failure));
            return FAILED;
        });
        return line.execute(arguments);
    }

    private static String path(CommandLine command) {
        String name = command.getCommandSpec().qualifiedName(" ");
        return name.equals("hearth") ? "" : name.substring("hearth ".length()) + " ";
    }

    /** {@code hearth} itself. */
    @Command(
            name = "hearth",
            description = "AWS Lambda that you run yourself.",
            synopsisSubcommandLabel = "COMMAND",
            footer = {
                "",
                "Also: 'hearth test' runs all tests, 'hearth bench' measures, 'hearth build' only builds.",
                "Begin with: ./hearth up"
            })
    static final class Root implements Runnable {
        @Spec
        @Nullable
        CommandSpec spec;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this help.")
        boolean help;

        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Shows which Hearth this is.")
        boolean version;

        @Override
        public void run() {
            CommandLine line = java.util.Objects.requireNonNull(spec).commandLine();
            line.usage(line.getOut());
        }
    }
}
