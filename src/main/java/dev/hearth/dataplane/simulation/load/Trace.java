package dev.hearth.dataplane.simulation.load;

import dev.hearth.dataplane.simulation.load.FunctionProfile.Identity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A day of Azure Functions in the published form (github.com/Azure/AzurePublicDataset, "AzureFunctionsDataset2019"):
 * three files of one folder with the same day in their names.
 *
 * <pre>
 * invocations_per_function_md.anon.dNN.csv       the calls of each function in each minute
 * function_durations_percentiles.anon.dNN.csv    the run times, in milliseconds
 * app_memory_percentiles.anon.dNN.csv            the memory that an application uses, in MB
 * </pre>
 *
 * <p>An owner in the trace is an account here. Properties that the trace does not have are drawn as for the shape
 * {@code azure}: runtimes, sizes of code, and the run times and memory of functions without a row.
 */
public final class Trace {
    static final int MINUTES = 1_440;

    private static final String INVOCATIONS = "invocations_per_function_md.anon.";
    private static final String DURATIONS = "function_durations_percentiles.anon.";
    private static final String MEMORY = "app_memory_percentiles.anon.";

    private static final List<String> INVOCATION_COLUMNS = Stream.concat(
                    Stream.of("HashOwner", "HashApp", "HashFunction", "Trigger"),
                    IntStream.rangeClosed(1, MINUTES).mapToObj(Integer::toString))
            .toList();
    private static final int FIRST_MINUTE = 4;

    private static final List<String> DURATION_COLUMNS = List.of(
            "HashOwner",
            "HashApp",
            "HashFunction",
            "Average",
            "Count",
            "Minimum",
            "Maximum",
            "percentile_Average_0",
            "percentile_Average_1",
            "percentile_Average_25",
            "percentile_Average_50",
            "percentile_Average_75",
            "percentile_Average_99",
            "percentile_Average_100");
    private static final int FIRST_DURATION = 7;

    private static final List<String> MEMORY_COLUMNS = List.of(
            "HashOwner",
            "HashApp",
            "SampleCount",
            "AverageAllocatedMb",
            "AverageAllocatedMb_pct1",
            "AverageAllocatedMb_pct5",
            "AverageAllocatedMb_pct25",
            "AverageAllocatedMb_pct50",
            "AverageAllocatedMb_pct75",
            "AverageAllocatedMb_pct95",
            "AverageAllocatedMb_pct99",
            "AverageAllocatedMb_pct100");
    private static final int AVERAGE_MEMORY = 3;
    private static final int GREATEST_MEMORY = 11;

    /** The run time of functions without a row of run times: the published median of all. */
    private static final double UNKNOWN_RUN_MILLIS = 684;

    private static final double UNKNOWN_RUN_SIGMA = 0.5;

    private final Path invocations;
    private final String day;
    private final Duration span;
    private final SeededRandom random;

    /** The mean and the greatest memory use of an application. */
    private record Used(int averageMb, int greatestMb) {}

    private Trace(Path invocations, String day, Duration span, SeededRandom random) {
        this.invocations = invocations;
        this.day = day;
        this.span = span;
        this.random = random;
    }

    /**
     * Reads a trace.
     *
     * @param path the file of invocations, or the folder that holds one
     * @param functions how many functions of the file are read, from its beginning; empty: all
     * @param span at most a day
     * @throws TraceException if the trace can't be used
     */
    public static Load read(Path path, Optional<Integer> functions, Duration span, long seed) throws IOException {
        Path file = Files.isDirectory(path) ? only(path) : path;
        String name = file.getFileName().toString();
        if (!name.startsWith(INVOCATIONS) || !name.endsWith(".csv")) {
            throw new TraceException(file, "its name is not " + INVOCATIONS + "dNN.csv");
        }
        if (span.compareTo(Duration.ofDays(1)) > 0) {
            throw new TraceException(file, "it has a day, not " + span.toHours() + " hours");
        }
        String day = name.substring(INVOCATIONS.length());
        return new Trace(file, day, span, new SeededRandom(seed)).read(functions.orElse(Limits.FUNCTIONS));
    }

    private static Path only(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found = files.filter(
                            file -> file.getFileName().toString().startsWith(INVOCATIONS))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new TraceException(folder, "there is no " + INVOCATIONS + "dNN.csv in it");
            }
            if (found.size() > 1) {
                throw new TraceException(
                        folder, "there are " + found.size() + " days in it: name the file of one of them");
            }
            return found.getFirst();
        }
    }

    private Load read(int most) throws IOException {
        Map<String, Quantiles> durations = durations();
        Map<String, Used> memory = memory();
        List<FunctionProfile> functions = new ArrayList<>();
        Map<String, Integer> owners = new HashMap<>();
        MinuteCounts.Builder counts = new MinuteCounts.Builder();
        try (CsvFile rows = new CsvFile(invocations, INVOCATION_COLUMNS)) {
            while (functions.size() < most && rows.next()) {
                if (functions.size() == Limits.FUNCTIONS) {
                    throw rows.damaged("more than " + Limits.FUNCTIONS + " functions");
                }
                for (int minute = 0; minute < MINUTES; minute++) {
                    counts.add(minute, rows.count(FIRST_MINUTE + minute, Limits.CALLS_PER_MINUTE));
                }
                String owner = rows.text(0);
                String application = owner + "," + rows.text(1);
                int number = functions.size();
                SeededRandom own = random.stream(number);
                SimulatedRuntime language = SimulatedRuntime.draw(own);
                int account = owners.computeIfAbsent(owner, unknown -> owners.size());
                MinuteCounts calls = counts.build();
                functions.add(new FunctionProfile(
                        new Identity(Accounts.number(account), "function-" + number, trigger(rows), language),
                        footprint(Optional.ofNullable(memory.get(application)), own),
                        Optional.ofNullable(durations.get(application + "," + rows.text(2)))
                                .orElseGet(() -> Quantiles.logNormal(UNKNOWN_RUN_MILLIS, UNKNOWN_RUN_SIGMA)),
                        language.init(own),
                        arrivals -> new MinuteArrivals(calls, span.toNanos(), arrivals)));
            }
            if (functions.isEmpty()) {
                throw rows.damaged("there is no function in it");
            }
        }
        return new Load("trace " + day.replace(".csv", ""), functions, span);
    }

    private static Trigger trigger(CsvFile rows) {
        String name = rows.text(3);
        for (Trigger trigger : Trigger.values()) {
            if (trigger.name().equalsIgnoreCase(name)) {
                return trigger;
            }
        }
        throw rows.damaged("'" + name + "' is no trigger");
    }

    private static Footprint footprint(Optional<Used> known, SeededRandom own) {
        int codeMb = 1 + (int) (9 * own.exponential());
        double processorShare = 0.1 + 0.9 * own.fraction() * own.fraction();
        int drawn = Memory.drawUsedMb(own);
        Used used = known.orElseGet(() -> new Used(drawn, drawn));
        return new Footprint(Memory.limitMb(used.greatestMb()), used.averageMb(), codeMb, processorShare);
    }

    private Map<String, Quantiles> durations() throws IOException {
        Map<String, Quantiles> durations = new HashMap<>();
        try (CsvFile rows = new CsvFile(sibling(DURATIONS), DURATION_COLUMNS)) {
            while (rows.next()) {
                double[] values = new double[Quantiles.PUBLISHED.length];
                double last = 0; // a few published times are negative
                for (int i = 0; i < values.length; i++) {
                    last = Math.max(last, Math.min(rows.decimal(FIRST_DURATION + i), Limits.LONGEST_RUN_MILLIS));
                    values[i] = last;
                }
                durations.put(
                        rows.text(0) + "," + rows.text(1) + "," + rows.text(2),
                        new Quantiles(Quantiles.PUBLISHED, values));
            }
        }
        return durations;
    }

    private Map<String, Used> memory() throws IOException {
        Map<String, Used> memory = new LinkedHashMap<>();
        try (CsvFile rows = new CsvFile(sibling(MEMORY), MEMORY_COLUMNS)) {
            while (rows.next()) {
                int average = Memory.usableMb(rows.decimal(AVERAGE_MEMORY));
                int greatest = Math.max(average, Memory.usableMb(rows.decimal(GREATEST_MEMORY)));
                memory.put(rows.text(0) + "," + rows.text(1), new Used(average, greatest));
            }
        }
        return memory;
    }

    private Path sibling(String prefix) {
        Path file = invocations.resolveSibling(prefix + day);
        if (!Files.isRegularFile(file)) {
            throw new TraceException(file, "it is not there; a trace has it beside its invocations");
        }
        return file;
    }
}
