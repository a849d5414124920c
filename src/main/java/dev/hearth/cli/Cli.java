package dev.hearth.cli;

import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command line: runs the command, prints its error as one sentence, and returns the exit status. */
public final class Cli {
    private static final int USAGE = 2;
    private static final int FAILED = 1;

    private Cli() {}

    /**
     * Runs a command.
     *
     * @return the exit status: 0 success, 1 failure, 2 wrong usage
     */
    public static int run(
            String[] arguments, Map<String, String> environment, Backend backend, Output output, Ids ids, Time time) {
        CommandLine line = new CommandLine(new Root());
        Map<String, Supplier<Object>> all = commands(environment, backend, output, ids, time);
        // only the called command is declared: declaring all of them takes a good part of a start
        Collection<Supplier<Object>> needed =
                arguments.length > 0 && all.containsKey(arguments[0]) ? List.of(all.get(arguments[0])) : all.values();
        needed.forEach(command -> line.addSubcommand(command.get()));
        line.addSubcommand(new HelpCommand());
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
        Settings.unknownVariables(environment).forEach(remark -> output.remark("hearth: " + remark));
        return line.execute(arguments);
    }

    private static Map<String, Supplier<Object>> commands(
            Map<String, String> environment, Backend backend, Output output, Ids ids, Time time) {
        Commands commands = new Commands(environment, backend, output);
        Map<String, Supplier<Object>> all = new LinkedHashMap<>();
        all.put("up", () -> new UpCommand(environment, backend));
        all.put("serve", () -> new ServeCommand(environment, backend));
        all.put(
                "cluster",
                () -> new CommandLine(new ClusterCommand())
                        .addSubcommand(new ClusterCommand.Invite(commands, ids, time)));
        all.put("env", () -> new EnvCommand(commands));
        all.put("status", () -> new StatusCommand(commands));
        all.put("stop", () -> new StopCommand(commands));
        all.put("logs", () -> new LogsCommand(commands, time));
        all.put("trace", () -> new TraceCommand(commands));
        all.put(
                "runtimes",
                () -> new CommandLine(new RuntimesCommand(commands)).addSubcommand(new RuntimesSdkCommand(commands)));
        all.put(
                "account",
                () -> new CommandLine(new AccountCommand())
                        .addSubcommand(new AccountCommand.Create(commands, ids))
                        .addSubcommand(new AccountCommand.ListAll(commands))
                        .addSubcommand(new AccountCommand.Limit(commands)));
        all.put(
                "key",
                () -> new CommandLine(new KeyCommand())
                        .addSubcommand(new KeyCommand.Create(commands, ids))
                        .addSubcommand(new KeyCommand.ListAll(commands))
                        .addSubcommand(new KeyCommand.Delete(commands)));
        all.put("store", () -> new CommandLine(new StoreCommand()).addSubcommand(new StoreCommand.Migrate(commands)));
        all.put("simulate", () -> new SimulateCommand(output, time));
        all.put("version", () -> new VersionCommand(output));
        return all;
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
    static final class Root extends HelpfulCommand {
        @Option(
                names = {"-V", "--version"},
                versionHelp = true,
                description = "Shows which Hearth this is.")
        boolean version;

        @Override
        public void run() {
            line().usage(line().getOut());
        }
    }
}
