package dev.hearth.cli;

import dev.hearth.dataplane.simulation.BrokenInvariantException;
import dev.hearth.dataplane.simulation.FleetSize;
import dev.hearth.dataplane.simulation.PlacementChoice;
import dev.hearth.dataplane.simulation.Plot;
import dev.hearth.dataplane.simulation.Result;
import dev.hearth.dataplane.simulation.ResultTable;
import dev.hearth.dataplane.simulation.Simulation;
import dev.hearth.dataplane.simulation.load.Load;
import dev.hearth.dataplane.simulation.load.Shape;
import dev.hearth.dataplane.simulation.load.SyntheticLoad;
import dev.hearth.dataplane.simulation.load.Trace;
import dev.hearth.dataplane.simulation.load.TraceException;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlive;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hearth simulate}: simulates a fleet under a load, with the decisions of the product itself. */
@Command(
        name = "simulate",
        description = {
            "Runs the data plane's own decisions with simulated Workers and a clock that is only counted.",
            "The same options give the same output, every time."
        },
        sortOptions = false)
final class SimulateCommand implements Callable<Integer> {
    private static final String ALL = "all";
    private static final int BROKEN = 1;
    private static final int MOST_HOURS = 24 * 31;
    private static final int MOST_WORKERS = 100_000;
    private static final int MOST_FUNCTIONS = 1_000_000;
    private static final int MOST_EVENT_PROCESSES = 1_000;
    private static final int MOST_GIGABYTES = 24 * 1_024;
    private static final double NANOS_PER_SECOND = 1e9;

    /** What the small worlds of seeds have of their own. */
    private static final List<String> OF_A_LOAD = List.of(
            "--trace",
            "--shape",
            "--workers",
            "--worker-memory",
            "--worker-processors",
            "--functions",
            "--hours",
            "--seed",
            "--policy",
            "--placement",
            "--keep-alive",
            "--account-limit",
            "--event-processes",
            "--plot");

    private final Output output;
    private final Time time;

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "A day of Azure Functions as published: the file of invocations, or its folder.")
    @Nullable
    Path trace;

    @Option(names = "--shape", paramLabel = "SHAPE", description = "azure (the default), burst, steady or diurnal.")
    @Nullable
    String shape;

    @Option(names = "--workers", paramLabel = "N", description = "How many Workers there are (20).")
    int workers = 20;

    @Option(names = "--worker-memory", paramLabel = "GB", description = "What the sandboxes of one may use (64).")
    int workerMemoryGb = 64;

    @Option(names = "--worker-processors", paramLabel = "N", description = "The processors of one (16).")
    int workerProcessors = 16;

    @Option(names = "--functions", paramLabel = "N", description = "How many functions (1000; of a trace: all).")
    @Nullable
    Integer functions;

    @Option(names = "--hours", paramLabel = "H", description = "How long they are called (24).")
    int hours = 24;

    @Option(names = "--seed", paramLabel = "N", description = "Of all that is random (1).")
    long seed = 1;

    @Option(
            names = "--seeds",
            paramLabel = "FROM-TO",
            description = "Instead of a load: the small world of each of these seeds.")
    @Nullable
    String seeds;

    @Option(names = "--faults", description = "Workers, messages, sandboxes and the Worker Manager fail.")
    boolean faults;

    @Option(
            names = "--policy",
            paramLabel = "NAME…",
            description = "Keep-alive policies, between commas, or all (combined).")
    String policies = Simulation.label(KeepAlive.COMBINED);

    @Option(names = "--placement", paramLabel = "NAME…", description = "Placements, between commas, or all (scoring).")
    String placements = Simulation.label(PlacementChoice.SCORING);

    @Option(names = "--keep-alive", paramLabel = "TIME", description = "How long an idle sandbox stays at most (10m).")
    String keepAlive = "10m";

    @Option(
            names = "--account-limit",
            paramLabel = "N",
            description = "How many calls of an account may run at once (1000).")
    int accountLimit = 1_000;

    @Option(
            names = "--memory-overcommit",
            paramLabel = "N",
            description = "How many times their memory the sandboxes' limits may add up to, from 1 to 100 (1).")
    double memoryOvercommit = 1;

    @Option(
            names = "--event-processes",
            paramLabel = "N",
            description = "Calls nobody waits for go through queues of events, which N processes run (0: they do not).")
    int eventProcesses;

    @Option(names = "--plot", paramLabel = "FILE.svg", description = "Draws the results.")
    @Nullable
    Path plot;

    @Option(names = "--timing", description = "Says how long it really took.")
    boolean timing;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this help.")
    boolean help;

    SimulateCommand(Output output, Time time) {
        this.output = output;
        this.time = time;
    }

    @Override
    public Integer call() throws IOException {
        long began = time.nanos();
        try {
            long calls = seeds == null ? runLoad() : runWorlds(SeedRange.parse(seeds));
            if (timing) {
                double seconds = (time.nanos() - began) / NANOS_PER_SECOND;
                output.line(String.format(
                        Locale.ROOT, "Real time: %.1f s, %.0f calls a second.", seconds, calls / seconds));
            }
            return 0;
        } catch (TraceException damaged) {
            throw new UsageException(String.valueOf(damaged.getMessage()), damaged);
        } catch (BrokenInvariantException broken) {
            output.line("Broken, " + broken.getMessage());
            output.line("The last events:");
            broken.lastEvents().forEach(output::line);
            return BROKEN;
        }
    }

    private long runWorlds(SeedRange range) {
        for (String option : OF_A_LOAD) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new UsageException(
                        "--seeds has loads, fleets and policies of its own, and draws nothing: give no " + option
                                + " with it.");
            }
        }
        long calls = 0;
        long cold = 0;
        long refused = 0;
        long failed = 0;
        for (long each = range.from(); each <= range.to(); each++) {
            var figures = Simulation.small(each, faults).calls();
            calls += figures.arrived();
            cold += figures.cold();
            refused += figures.refusals();
            failed += figures.failed();
        }
        output.line("Worlds of the seeds " + range.from() + " to " + range.to() + (faults ? ", with faults: " : ": ")
                + calls + " calls, " + cold + " cold starts, " + refused + " refused, " + failed
                + " failed. Every invariant held.");
        return calls;
    }

    private long runLoad() throws IOException {
        List<KeepAlive> keepAlives = choices(policies, KeepAlive.values(), Simulation::label, "--policy");
        List<PlacementChoice> places = choices(placements, PlacementChoice.values(), Simulation::label, "--placement");
        FleetSize fleet = new FleetSize(
                between(workers, 1, MOST_WORKERS, "--workers"),
                DataSize.ofMebibytes(1_024L * between(workerMemoryGb, 1, MOST_GIGABYTES, "--worker-memory")),
                overcommit(),
                between(workerProcessors, 1, MOST_WORKERS, "--worker-processors"));
        Simulation.Setting setting = new Simulation.Setting(
                fleet,
                Durations.parse(keepAlive, "--keep-alive"),
                between(accountLimit, 1, Integer.MAX_VALUE, "--account-limit"),
                between(eventProcesses, 0, MOST_EVENT_PROCESSES, "--event-processes"),
                faults,
                seed);
        if (plot != null) {
            requireWritable(plot);
        }
        Load load = load();
        String title = load.name() + ": " + load.functions().size() + " functions, " + hours + " hours, seed " + seed
                + (faults ? ", with faults" : "") + "; " + fleet.workers() + " Workers of " + workerMemoryGb
                + " GB and " + fleet.processors() + " processors; keep-alive " + keepAlive
                + (memoryOvercommit > 1 ? "; overcommit " + memoryOvercommit : "")
                + (eventProcesses > 0 ? "; events run by " + eventProcesses : "");
        output.line(title);
        List<Result> results = new ArrayList<>();
        for (KeepAlive policy : keepAlives) {
            for (PlacementChoice placement : places) {
                results.add(Simulation.run(load, setting, new Simulation.Policies(policy, placement)));
            }
        }
        output.table(ResultTable.HEADER, results.stream().map(ResultTable::row).toList());
        results.stream().map(ResultTable::events).flatMap(Optional::stream).forEach(output::line);
        results.stream()
                .filter(result -> result.figures().calls().refusals() > 0)
                .forEach(result -> output.line("Refused with " + result.keepAlive() + ", " + result.placement() + ": "
                        + result.figures().calls().refused()));
        if (plot != null) {
            Files.writeString(plot, Plot.of(title, results));
        }
        return results.stream()
                .mapToLong(result -> result.figures().calls().arrived())
                .sum();
    }

    private double overcommit() {
        if (!(memoryOvercommit >= 1 && memoryOvercommit <= MemorySettings.MOST_OVERCOMMIT)) {
            throw new UsageException("--memory-overcommit is from 1 to " + MemorySettings.MOST_OVERCOMMIT + ", not "
                    + memoryOvercommit + ".");
        }
        return memoryOvercommit;
    }

    /** Checks before the run, which may take minutes, that the plot can be written. */
    private static void requireWritable(Path plot) {
        Path folder = plot.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw new UsageException("--plot " + plot + ": there is no folder " + folder + ".");
        }
        if (folder == null || Files.isDirectory(plot) || !Files.isWritable(Files.exists(plot) ? plot : folder)) {
            throw new UsageException("--plot " + plot + " can't be written.");
        }
    }

    private Load load() throws IOException {
        Duration span = Duration.ofHours(between(hours, 1, MOST_HOURS, "--hours"));
        if (functions != null) {
            between(functions, 1, MOST_FUNCTIONS, "--functions");
        }
        if (trace != null) {
            if (shape != null) {
                throw new UsageException("A load has either a --trace or a --shape.");
            }
            return Trace.read(trace, Optional.ofNullable(functions), span, seed);
        }
        String wanted = shape == null ? Shape.AZURE.label() : shape;
        Shape chosen =
                Shape.of(wanted).orElseThrow(() -> unknown(wanted, "--shape", labels(Shape.values(), Shape::label)));
        return SyntheticLoad.of(chosen, functions == null ? 1_000 : functions, span, seed);
    }

    private static <T> List<T> choices(String text, T[] all, Function<T, String> label, String option) {
        if (text.equals(ALL)) {
            return List.of(all);
        }
        List<T> chosen = new ArrayList<>();
        for (String name : text.split(",", -1)) {
            chosen.add(Arrays.stream(all)
                    .filter(choice -> label.apply(choice).equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown(name, option, labels(all, label))));
        }
        return chosen;
    }

    private static <T> List<String> labels(T[] all, Function<T, String> label) {
        return Arrays.stream(all).map(label).toList();
    }

    private static UsageException unknown(String name, String option, List<String> known) {
        return new UsageException(
                "'" + name + "' is not a value for " + option + ": there are " + String.join(", ", known) + ".");
    }

    private static int between(int value, int least, int most, String option) {
        if (value < least || value > most) {
            throw new UsageException(option + " is from " + least + " to " + most + ", not " + value + ".");
        }
        return value;
    }
}
