package dev.hearth.bench;

import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code ./hearth bench load}: how calls fare when there are many. Each figure stands beside what the bare hand-off
 * does with the same load in the same run.
 */
final class LoadBench {
    private static final long SEED = 8;
    private static final int OPEN_CONNECTIONS = 128;
    private static final int MIXED_CALLERS = 64;
    private static final int[] PERCENT_OF_CEILING = {50, 70, 90};

    /** Calls a second beside the flood, as a part of the ceiling: so few that processors stay free. */
    private static final double BESIDE_FLOOD = 0.1;

    /** An event that the no-op function takes its time for. */
    private static final String EVENT = "[1,2,3]";

    /** How long calls take that are to need a sandbox each: long enough for some of these to start meanwhile. */
    private static final int WARM_MILLIS = 2_000;

    private static final int WARM_ROUNDS = 40;

    /** How long each event of the flood takes: it sleeps, so that processors stay free. */
    private static final int EVENT_MILLIS = 200;

    /** Each sandbox counts with its function's memory: more than a machine has, for a function that needs none. */
    private static final String SANDBOX_MEMORY = "256GB";

    private final Path home = Path.of(System.getProperty("hearth.home"));
    private final Path work;
    private final Size size;
    private final Set<Part> parts;
    private double ceiling;

    /**
     * How much is done.
     *
     * @param measured how long each load lasts
     * @param callers at once, on a warm function
     * @param burst callers at once, of a function that has no sandbox yet
     * @param functions that are called in turn
     * @param events that wait when calls are measured beside them
     */
    private record Size(Duration measured, List<Integer> callers, int burst, int functions, int events) {
        static final Size LONG = new Size(Duration.ofSeconds(10), List.of(1, 8, 64, 512), 500, 100, 3_000);
        static final Size SHORT = new Size(Duration.ofSeconds(2), List.of(1, 8, 64), 100, 20, 600);
    }

    /** What is measured. */
    private enum Part {
        BURST,
        CALLERS,
        FUNCTIONS,
        OPEN,
        EVENTS
    }

    private LoadBench(Path work, Size size, Set<Part> parts) {
        this.work = work;
        this.size = size;
        this.parts = parts;
    }

    public static void main(String[] arguments) throws Exception {
        Size size = Size.LONG;
        Set<Part> parts = EnumSet.noneOf(Part.class);
        for (String argument : arguments) {
            Optional<Part> part = Arrays.stream(Part.values())
                    .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(argument))
                    .findFirst();
            if (argument.equals("--short")) {
                size = Size.SHORT;
            } else if (part.isPresent()) {
                parts.add(part.get());
            } else {
                System.err.println("hearth bench load: unknown argument '" + argument + "'; there are '--short' and "
                        + Arrays.toString(Part.values()).toLowerCase(Locale.ROOT) + ".");
                System.exit(2);
            }
        }
        Path work = Files.createTempDirectory("hearth-bench");
        try {
            new LoadBench(work, size, parts.isEmpty() ? EnumSet.allOf(Part.class) : parts).run();
        } finally {
            Folders.delete(work);
        }
    }

    private void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%d cores, Java %s, load average before: %s. Latencies in µs; ratios to the bare hand-off under the"
                        + " same load.%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"),
                Processors.loadAverage());
        Noop noop = Noop.compile(home, work);
        try (Bare bare = new Bare(home, noop);
                Hearth hearth = new Hearth(home, work.resolve("data"), "--sandbox-memory", SANDBOX_MEMORY)) {
            hearth.limit(Hearth.MANY);
            hearth.deployNoop("warm", noop, WARM_MILLIS);
            header();
            for (Part part : parts) {
                switch (part) {
                    case BURST -> coldBurst(hearth, bare, noop);
                    case CALLERS -> warm(hearth, bare, size.callers());
                    case FUNCTIONS -> mixed(hearth, bare, noop);
                    case OPEN -> open(hearth, bare);
                    case EVENTS -> flood(hearth, bare, noop);
                }
            }
        }
    }

    private static void header() {
        System.out.printf(
                "%-30s %9s %9s %9s   %9s %9s %9s   %6s %6s %6s%n",
                "", "p50", "p99", "calls/s", "bare p50", "p99", "calls/s", "p50", "p99", "rate");
    }

    private static void line(String name, Load.Result result, Load.Result bare) {
        System.out.printf(
                Locale.ROOT,
                "%-30s %9.0f %9.0f %9.0f   %9.0f %9.0f %9.0f   %6.2f %6.2f %6.2f%s%n",
                name,
                result.medianMicros(),
                result.p99Micros(),
                result.perSecond(),
                bare.medianMicros(),
                bare.p99Micros(),
                bare.perSecond(),
                result.medianMicros() / bare.medianMicros(),
                result.p99Micros() / bare.p99Micros(),
                result.perSecond() / bare.perSecond(),
                result.refused() == 0 ? "" : "  (" + result.refused() + " refused: " + result.refusal() + ")");
    }

    /** From no sandbox to as many as there are callers; beside it, as many plain processes that are started then. */
    private void coldBurst(Hearth hearth, Bare bare, Noop noop) throws Exception {
        hearth.deployNoop("cold", noop, 0);
        Load.Result cold = Load.burst(hearth.address(), List.of(hearth.signedInvoke("cold")), size.burst(), () -> {});
        Load.Result started =
                Load.burst(bare.address(), List.of(bare.request()), size.burst(), () -> bare.runtimes(size.burst()));
        line("0 to " + size.burst() + " at once, cold", cold, started);
    }

    private void warm(Hearth hearth, Bare bare, List<Integer> sizes) throws Exception {
        for (int callers : sizes) {
            bare.runtimes(callers);
            Load.Result baseline = closed(bare.address(), List.of(bare.request()), callers);
            warmUp(hearth, List.of("warm"), callers);
            byte[] request = hearth.signedInvoke("warm");
            Load.Result result = closed(hearth.address(), List.of(request), callers);
            line(callers + (callers == 1 ? " caller" : " callers"), result, baseline);
            if (callers == MIXED_CALLERS) {
                ceiling = Math.min(baseline.perSecond(), result.perSecond());
            }
        }
    }

    /** The rate that both can do with some callers; measured now if it has not been. */
    private double ceiling(Hearth hearth, Bare bare) throws Exception {
        if (ceiling == 0) {
            warm(hearth, bare, List.of(MIXED_CALLERS));
        }
        return ceiling;
    }

    private void mixed(Hearth hearth, Bare bare, Noop noop) throws Exception {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < size.functions(); i++) {
            names.add("mixed-" + i);
            hearth.deployNoop("mixed-" + i, noop, WARM_MILLIS);
        }
        warmUp(hearth, names, size.functions() * most((double) MIXED_CALLERS / size.functions()));
        List<byte[]> requests = names.stream().map(hearth::signedInvoke).toList();
        bare.runtimes(MIXED_CALLERS);
        Load.Result baseline = closed(bare.address(), List.of(bare.request()), MIXED_CALLERS);
        Load.Result result = closed(hearth.address(), requests, MIXED_CALLERS);
        line(size.functions() + " functions, " + MIXED_CALLERS + " callers", result, baseline);
    }

    /** As many callers as ever meet at one function, when so many are to be expected: four deviations above that. */
    private static int most(double expected) {
        return (int) Math.ceil(expected + 4 * Math.sqrt(expected));
    }

    /** Makes so many sandboxes: calls that take a while come all at once, until none of them waits for a new one. */
    private static void warmUp(Hearth hearth, List<String> functions, int sandboxes) throws Exception {
        double enough = 1e3 * WARM_MILLIS * 3 / 2;
        for (int round = 0; round < WARM_ROUNDS; round++) {
            List<byte[]> requests = functions.stream()
                    .map(name -> hearth.signedInvoke(name, EVENT))
                    .toList();
            Load.Result result = Load.burst(hearth.address(), requests, sandboxes, () -> {});
            if (result.refused() == 0 && result.worstMicros() < enough) {
                return;
            }
        }
        System.out.println("(not all sandboxes are warm)");
    }

    /** Once before it is measured: the compilers of both servers have work. */
    private Load.Result closed(InetSocketAddress server, List<byte[]> requests, int callers) throws Exception {
        Load.closed(server, requests, callers, size.measured().dividedBy(2), SEED);
        return Load.closed(server, requests, callers, size.measured(), SEED);
    }

    private void open(Hearth hearth, Bare bare) throws Exception {
        bare.runtimes(OPEN_CONNECTIONS);
        for (int percent : PERCENT_OF_CEILING) {
            double perSecond = ceiling(hearth, bare) * percent / 100;
            byte[] request = hearth.signedInvoke("warm");
            Load.Result baseline =
                    Load.open(bare.address(), bare.request(), OPEN_CONNECTIONS, perSecond, size.measured(), SEED);
            Load.Result result =
                    Load.open(hearth.address(), request, OPEN_CONNECTIONS, perSecond, size.measured(), SEED);
            line(String.format(Locale.ROOT, "open loop, %d %%: %.0f/s", percent, perSecond), result, baseline);
        }
        System.out.println();
    }

    /** Synchronous calls of one function, while events of another one wait, run and keep coming. */
    private void flood(Hearth hearth, Bare bare, Noop noop) throws Exception {
        double perSecond = ceiling(hearth, bare) * BESIDE_FLOOD;
        System.out.printf(
                Locale.ROOT,
                "Events of a function that sleeps %d ms, beside synchronous calls of another at %.0f %% of the"
                        + " ceiling:%n",
                EVENT_MILLIS,
                BESIDE_FLOOD * 100);
        System.out.printf("%-30s %9s %9s %9s %12s%n", "", "p50", "p99", "calls/s", "busy");
        hearth.deployNoop("slow", noop, EVENT_MILLIS);
        Beside without = beside(hearth, perSecond);
        without.line("no events");
        AtomicBoolean flooding = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            byte[] event = hearth.signedEvent("slow", EVENT);
            fill(hearth.address(), event);
            Callable<Integer> source = () -> trickle(hearth.address(), event, flooding);
            Future<Integer> accepted = threads.submit(source);
            try {
                Beside with = beside(hearth, perSecond);
                with.line("beside the flood");
                System.out.printf(
                        Locale.ROOT,
                        "%-30s %9.2f %9.2f%n",
                        "ratio",
                        with.calls.medianMicros() / without.calls.medianMicros(),
                        with.calls.p99Micros() / without.calls.p99Micros());
            } finally {
                flooding.set(false);
            }
            System.out.printf(
                    Locale.ROOT, "%-30s %d before, %d meanwhile%n", "events accepted", size.events(), accepted.get());
        }
    }

    /** Calls at a low rate, and how busy the processors were. */
    private record Beside(Load.Result calls, double busy) {
        void line(String name) {
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %9.0f %9.0f %9.0f %10.0f %%%n",
                    name,
                    calls.medianMicros(),
                    calls.p99Micros(),
                    calls.perSecond(),
                    busy * 100);
        }
    }

    private Beside beside(Hearth hearth, double perSecond) throws Exception {
        byte[] request = hearth.signedInvoke("warm");
        Processors before = Processors.now();
        Load.Result calls = Load.open(hearth.address(), request, OPEN_CONNECTIONS, perSecond, size.measured(), SEED);
        return new Beside(calls, Processors.now().busySince(before));
    }

    private void fill(InetSocketAddress server, byte[] event) throws Exception {
        try (Connection connection = new Connection(server)) {
            for (int i = 0; i < size.events(); i++) {
                connection.call(event);
            }
        }
    }

    /** As many as run in the time, so that the backlog stays as it is. */
    private static int trickle(InetSocketAddress server, byte[] event, AtomicBoolean flooding) throws Exception {
        int accepted = 0;
        try (Connection connection = new Connection(server)) {
            while (flooding.get()) {
                accepted += connection.call(event) == 202 ? 1 : 0;
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
        return accepted;
    }
}
