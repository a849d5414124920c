package dev.hearth.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** {@code ./hearth bench}: warm calls and cold starts, each beside a baseline measured in the same run. */
final class Bench {
    /** A variable that looks as if a process must have it from its start; nothing reads it. */
    private static final String OWN_PROCESS = "UV_NOTHING";

    private static final int COLD_ROUNDS = 21;
    private static final Duration WARM_UP = Duration.ofSeconds(6);

    private final Path home = Path.of(System.getProperty("hearth.home"));
    private final Path work;
    private final Noop noop;
    private final Duration measured;
    private final int functions;

    private Bench(Path work, Duration measured, int functions) throws Exception {
        this.work = work;
        this.noop = Noop.compile(home, work);
        this.measured = measured;
        this.functions = functions;
    }

    public static void main(String[] arguments) throws Exception {
        Duration measured = Duration.ofSeconds(10);
        int functions = 10_000;
        boolean large = false;
        for (String argument : arguments) {
            if (argument.equals("--short")) {
                measured = Duration.ofSeconds(3);
                functions = 1_000;
            } else if (argument.equals("large")) {
                large = true;
            } else {
                System.err.println(
                        "hearth bench: unknown argument '" + argument + "'; there are 'large' and '--short'.");
                System.exit(2);
            }
        }
        Path work = Files.createTempDirectory("hearth-bench");
        try {
            if (large) {
                new Large(Path.of(System.getProperty("hearth.home")), work, measured).run();
            } else {
                new Bench(work, measured, functions).run();
            }
        } finally {
            Folders.delete(work);
        }
    }

    private void run() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%d cores, Java %s. Every figure stands beside a baseline of the same run; compare ratios.%n%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("java.version"));
        try (Hearth hearth = new Hearth(home, work.resolve("data"))) {
            hearth.limit(Hearth.MANY);
            warm(hearth, noop.bytes());
            cold(hearth, noop.bytes());
        }
        new Management(home, work, functions).run();
    }

    /** One line of the table of warm calls. */
    private record Warm(String name, Load.Result one, Load.Result eight) {
        String line(Warm baseline) {
            return String.format(
                    Locale.ROOT,
                    "%-34s %8.0f %8.0f %6.2f %9.0f %9.0f %9.0f %6.2f",
                    name,
                    one.medianMicros(),
                    one.p99Micros(),
                    one.medianMicros() / baseline.one.medianMicros(),
                    eight.medianMicros(),
                    eight.p99Micros(),
                    eight.perSecond(),
                    eight.perSecond() / baseline.eight.perSecond());
        }
    }

    private void warm(Hearth hearth, byte[] noop) throws Exception {
        System.out.println("Warm calls: latency in µs (one caller; eight callers) and throughput; ratios to the bare"
                + " Helidon hand-off");
        System.out.printf(
                "%-34s %8s %8s %6s %9s %9s %9s %6s%n",
                "", "1: p50", "p99", "ratio", "8: p50", "p99", "calls/s", "ratio");
        Warm bare = bareHandoff();
        System.out.println(bare.line(bare));
        hearth.deploy("noop", "provided.al2023", "any", 1769, Map.of("bootstrap", noop));
        System.out.println(measure("provided no-op, signed", hearth, "noop").line(bare));
        hearth.deploy(
                "python", "python3.13", "app.handler", 1769, text("app.py", "def handler(event, context): return {}"));
        System.out.println(measure("Python, signed", hearth, "python").line(bare));
        Warm again = bareHandoff();
        System.out.println(again.line(bare));
        System.out.println();
    }

    private Warm measure(String name, Hearth hearth, String function) throws Exception {
        byte[] request = hearth.signedInvoke(function);
        return measure(name, hearth.address(), request);
    }

    private Warm measure(String name, InetSocketAddress server, byte[] request) throws Exception {
        Load.run(server, request, 8, WARM_UP);
        Load.Result one = Load.run(server, request, 1, measured);
        Load.Result eight = Load.run(server, request, 8, measured);
        return new Warm(name, one, eight);
    }

    private Warm bareHandoff() throws Exception {
        try (Bare bare = new Bare(home, noop)) {
            bare.runtimes(8);
            return measure("bare hand-off", bare.address(), bare.request());
        }
    }

    private void cold(Hearth hearth, byte[] noop) throws Exception {
        Map<String, String> interpreters = interpreters(hearth);
        Path main = Files.writeString(work.resolve("Bare.java"), """
                public final class Bare {
                    public static void main(String[] arguments) {}
                }
                """);
        compile(main);
        System.out.println("Cold starts: the whole call from outside, in ms; ratio to the bare interpreter's start and"
                + " end, in turn");
        System.out.printf("%-34s %8s %8s %10s %6s%n", "", "median", "worst", "bare", "ratio");
        hearth.deploy("cold-noop", "provided.al2023", "any", 1769, Map.of("bootstrap", noop));
        coldLine("provided no-op (bare: /bin/true)", hearth, "cold-noop", List.of("/bin/true"));
        Optional<String> python = Optional.ofNullable(interpreters.get("python3.13"));
        if (python.isPresent()) {
            hearth.deploy(
                    "cold-python",
                    "python3.13",
                    "app.handler",
                    1769,
                    text("app.py", "def handler(event, context): return {}"));
            coldLines("Python", hearth, "cold-python", List.of(python.get(), "-c", "import json, http.client"));
        }
        Optional<String> node = Optional.ofNullable(interpreters.get("nodejs22.x"));
        if (node.isPresent()) {
            hearth.deploy(
                    "cold-node",
                    "nodejs22.x",
                    "index.handler",
                    1769,
                    text("index.mjs", "export const handler = async () => ({});"));
            coldLines("Node.js", hearth, "cold-node", List.of(node.get(), "-e", "0"));
        }
        Optional<String> ruby = Optional.ofNullable(interpreters.get("ruby3.4"));
        if (ruby.isPresent()) {
            hearth.deploy(
                    "cold-ruby", "ruby3.4", "app.handler", 1769, text("app.rb", "def handler(event:, context:) = {}"));
            coldLines("Ruby", hearth, "cold-ruby", List.of(ruby.get(), "-e", "0"));
        }
        Optional<String> java = Optional.ofNullable(interpreters.get("java21"));
        if (java.isPresent()) {
            hearth.deploy("cold-java", "java21", "Handler::handle", 1769, javaFunction());
            coldLine(
                    "Java",
                    hearth,
                    "cold-java",
                    List.of(java.get(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", work.toString(), "Bare"));
        }
        System.out.println();
    }

    /** Compiles one file for the oldest Java that may run it. */
    private void compile(Path source) throws IOException, InterruptedException {
        Process compiler = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
                        "--release",
                        "11",
                        "-Xlint:-options",
                        "-d",
                        work.toString(),
                        source.toString())
                .inheritIO()
                .start();
        if (compiler.waitFor() != 0) {
            throw new IllegalStateException(source + " can't be compiled");
        }
    }

    private Map<String, byte[]> javaFunction() throws Exception {
        Path source = Files.writeString(work.resolve("Handler.java"), """
                public final class Handler {
                    public String handle(Object event) {
                        return "";
                    }
                }
                """);
        compile(source);
        return Map.of("Handler.class", Files.readAllBytes(work.resolve("Handler.class")));
    }

    /** With an interpreter that waits, and with one that has to be started. */
    private static void coldLines(String name, Hearth hearth, String function, List<String> bare) throws Exception {
        coldLine(name + ", one waits", hearth, function, bare);
        coldLine(name + ", none waits", hearth, function, bare, OWN_PROCESS);
    }

    private static void coldLine(String name, Hearth hearth, String function, List<String> bare, String... variables)
            throws Exception {
        double[] calls = new double[COLD_ROUNDS];
        double[] starts = new double[COLD_ROUNDS];
        hearth.makeCold(function, COLD_ROUNDS, variables);
        hearth.invoke(function);
        start(bare);
        for (int i = 0; i < COLD_ROUNDS; i++) {
            hearth.makeCold(function, i, variables);
            TimeUnit.MILLISECONDS.sleep(200);
            calls[i] = hearth.invoke(function) / 1e6;
            starts[i] = start(bare) / 1e6;
        }
        Arrays.sort(calls);
        Arrays.sort(starts);
        double call = calls[COLD_ROUNDS / 2];
        double start = starts[COLD_ROUNDS / 2];
        System.out.printf(
                Locale.ROOT,
                "%-34s %8.1f %8.1f %10.1f %6.2f%n",
                name,
                call,
                calls[COLD_ROUNDS - 1],
                start,
                call / start);
    }

    private static long start(List<String> command) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
        return System.nanoTime() - begin;
    }

    /** The interpreters that Hearth itself would take, by runtime identifier. */
    private Map<String, String> interpreters(Hearth hearth) throws Exception {
        Map<String, String> interpreters = new LinkedHashMap<>();
        for (String line : hearth.run("runtimes", "--data", work.resolve("data").toString())
                .lines()
                .toList()) {
            String[] cells = line.strip().split(" {2,}");
            if (cells.length >= 4 && cells[3].startsWith("/")) {
                interpreters.put(cells[0], cells[3]);
            }
        }
        return interpreters;
    }

    private static Map<String, byte[]> text(String name, String content) {
        return Map.of(name, content.getBytes(StandardCharsets.UTF_8));
    }
}
