package dev.hearth.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code ./hearth bench density}: many warm sandboxes at once, each of a function of its own: what they take, and what
 * a warm call takes beside them.
 */
final class Density {
    private static final int MOST_PROVIDED = 4_000;
    private static final int MOST_PYTHON = 500;

    /** What a sandbox takes at most, its processes included; half of the free memory is planned for. */
    private static final int PROVIDED_KILOBYTES = 1_500;

    private static final int PYTHON_KILOBYTES = 20_000;

    /** Each sandbox counts with its function's memory: more than a machine has. */
    private static final String SANDBOX_MEMORY = "4096GB";

    private static final int CALLERS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration MEASURED = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final String ALONE = "alone";
    private static final Pattern USED = Pattern.compile("used ([0-9]+)K");

    private final Path home = Path.of(System.getProperty("hearth.home"));
    private final Path work;
    private final int provided;
    private final int python;

    private Density(Path work, int provided, int python) {
        this.work = work;
        this.provided = provided;
        this.python = python;
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 2) {
            System.err.println("hearth bench density: there is only [PROVIDED [PYTHON]]");
            System.exit(2);
        }
        long free = available() / 2;
        int python = (int) Math.min(MOST_PYTHON, free / 4 / PYTHON_KILOBYTES);
        int provided = (int) Math.min(MOST_PROVIDED, (free - (long) python * PYTHON_KILOBYTES) / PROVIDED_KILOBYTES);
        Path work = Files.createTempDirectory("hearth-bench-density");
        try {
            new Density(
                            work,
                            arguments.length > 0 ? Integer.parseInt(arguments[0]) : provided,
                            arguments.length > 1 ? Integer.parseInt(arguments[1]) : python)
                    .run();
        } finally {
            Folders.delete(work);
        }
    }

    private void run() throws Exception {
        Noop noop = Noop.compileSmall(home, work);
        System.out.printf(
                Locale.ROOT,
                "%d functions of a provided runtime and %d of Python, each with a sandbox of its own;"
                        + " load average before: %s%n",
                provided,
                python,
                Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        try (Hearth hearth =
                new Hearth(home, work.resolve("data"), "--sandbox-memory", SANDBOX_MEMORY, "--keep-alive", "24h")) {
            hearth.limit(Hearth.MANY);
            hearth.deploy(ALONE, "provided.al2023", "any", 128, Map.of("bootstrap", noop.bytes()));
            Load.run(hearth.address(), hearth.signedInvoke(ALONE), 1, WARM_UP);
            Load.Result alone = Load.run(hearth.address(), hearth.signedInvoke(ALONE), 1, MEASURED);
            Usage before = Usage.of(hearth);

            fill(hearth, "provided", provided, "provided.al2023", Map.of("bootstrap", noop.bytes()));
            Usage half = Usage.of(hearth);
            half.print("provided", before, provided);
            byte[] handler = "def handler(event, context): return {}".getBytes(StandardCharsets.UTF_8);
            fill(hearth, "python", python, "python3.13", Map.of("app.py", handler));
            Usage full = Usage.of(hearth);
            full.print("Python", half, python);

            idle(hearth);
            Load.run(hearth.address(), hearth.signedInvoke(ALONE), 1, Duration.ofSeconds(1));
            Load.Result beside = Load.run(hearth.address(), hearth.signedInvoke(ALONE), 1, MEASURED);
            System.out.printf(
                    Locale.ROOT,
                    "warm call: median %.0f µs alone, %.0f beside them (%.2f); p99 %.0f and %.0f (%.2f)%n",
                    alone.medianMicros(),
                    beside.medianMicros(),
                    beside.medianMicros() / alone.medianMicros(),
                    alone.p99Micros(),
                    beside.p99Micros(),
                    beside.p99Micros() / alone.p99Micros());
        }
    }

    /** Makes functions, calls each once, which starts its sandbox, and once more, which must find it. */
    private void fill(Hearth hearth, String kind, int count, String runtime, Map<String, byte[]> files)
            throws Exception {
        if (count == 0) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(kind + "-" + i);
        }
        each(names, name -> hearth.deploy(name, runtime, "app.handler", 128, files));
        long begin = System.nanoTime();
        each(names, hearth::invoke);
        double seconds = (System.nanoTime() - begin) / 1e9;
        long started = hearth.startedSandboxes();
        each(names, hearth::invoke);
        if (hearth.startedSandboxes() != started) {
            throw new IllegalStateException("functions that were called just before have lost their sandboxes");
        }
        System.out.printf(
                Locale.ROOT, "%s: %.1f cold starts a second with %d callers%n", kind, count / seconds, CALLERS);
    }

    private interface Work {
        void on(String name) throws Exception;
    }

    private static void each(List<String> names, Work task) throws Exception {
        AtomicInteger next = new AtomicInteger();
        Callable<Integer> worker = () -> {
            int done = 0;
            for (int i = next.getAndIncrement(); i < names.size(); i = next.getAndIncrement()) {
                task.on(names.get(i));
                done++;
            }
            return done;
        };
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<Integer>> all = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                all.add(callers.submit(worker));
            }
            for (Future<Integer> each : all) {
                each.get();
            }
        }
    }

    private void idle(Hearth hearth) throws Exception {
        TimeUnit.SECONDS.sleep(2); // they are frozen after a while
        Usage begin = Usage.of(hearth);
        TimeUnit.MILLISECONDS.sleep(IDLE.toMillis());
        Usage end = Usage.of(hearth);
        System.out.printf(
                Locale.ROOT,
                "idle for %d s: processor time of all sandboxes %.1f ms, of the server %.1f ms%n",
                IDLE.toSeconds(),
                (end.sandboxNanos - begin.sandboxNanos) / 1e6,
                (end.serverNanos - begin.serverNanos) / 1e6);
    }

    private static long available() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    /**
     * What is used now.
     *
     * @param freeKilobytes of the machine
     * @param heapKilobytes of the server's heap, after a collection
     * @param processes of all sandboxes
     * @param privateKilobytes what the processes of all sandboxes have for themselves
     * @param descriptors open in the server
     */
    private record Usage(
            long freeKilobytes,
            long heapKilobytes,
            int processes,
            long privateKilobytes,
            int descriptors,
            long sandboxNanos,
            long serverNanos) {
        static Usage of(Hearth hearth) throws Exception {
            long server = hearth.pid();
            jcmd(server, "GC.run");
            Matcher used = USED.matcher(jcmd(server, "GC.heap_info"));
            if (!used.find()) {
                throw new IllegalStateException("jcmd does not tell how much of the heap is used");
            }
            Map<Long, Long> parents = new HashMap<>();
            try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
                for (Path process : all) {
                    parent(process).ifPresent(parent -> parents.put(id(process), parent));
                }
            }
            int count = 0;
            long own = 0;
            long nanos = 0;
            for (Map.Entry<Long, Long> process : parents.entrySet()) {
                long parent = process.getValue();
                if (parent == server || parents.getOrDefault(parent, 0L) == server) {
                    Path folder = Path.of("/proc", Long.toString(process.getKey()));
                    count++;
                    nanos += processorNanos(folder);
                    own += privateKilobytes(folder);
                }
            }
            return new Usage(
                    available(),
                    Long.parseLong(used.group(1)),
                    count,
                    own,
                    descriptors(server),
                    nanos,
                    ProcessHandle.of(server)
                            .flatMap(handle -> handle.info().totalCpuDuration())
                            .orElse(Duration.ZERO)
                            .toNanos());
        }

        void print(String kind, Usage before, int count) {
            if (count == 0) {
                return;
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s, for each: %.2f MB of the machine's memory, of which %.2f are the processes' own;"
                            + " %.1f kB of the server's heap; %.1f processes, %.1f descriptors of the server%n",
                    kind,
                    (before.freeKilobytes - freeKilobytes) / 1024.0 / count,
                    (privateKilobytes - before.privateKilobytes) / 1024.0 / count,
                    (double) (heapKilobytes - before.heapKilobytes) / count,
                    (double) (processes - before.processes) / count,
                    (double) (descriptors - before.descriptors) / count);
        }

        private static int descriptors(long server) throws IOException {
            try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(server), "fd"))) {
                return (int) open.count();
            }
        }

        private static long id(Path process) {
            return Long.parseLong(String.valueOf(process.getFileName()));
        }

        private static Optional<Long> parent(Path process) {
            try {
                String text = Files.readString(process.resolve("stat"));
                return Optional.of(
                        Long.parseLong(text.substring(text.lastIndexOf(')') + 2).split(" ", -1)[1]));
            } catch (IOException ended) {
                return Optional.empty();
            }
        }

        private static long processorNanos(Path process) {
            try {
                String times = Files.readString(process.resolve("schedstat"));
                return Long.parseLong(times.substring(0, times.indexOf(' ')));
            } catch (IOException ended) {
                return 0;
            }
        }

        private static long privateKilobytes(Path process) {
            try {
                return Files.readAllLines(process.resolve("smaps_rollup")).stream()
                        .filter(line -> line.startsWith("Private_"))
                        .filter(line -> !line.startsWith("Private_Hugetlb"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                        .sum();
            } catch (IOException ended) {
                return 0;
            }
        }

        private static String jcmd(long server, String command) throws IOException, InterruptedException {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(server),
                            command)
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(output);
            }
            return output;
        }
    }
}
