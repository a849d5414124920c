package dev.hearth.bench;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.container.ContainerConfig;
import dev.hearth.dataplane.sandbox.container.ContainerDriver;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import dev.hearth.dataplane.sandbox.machine.NetworkConfig;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * {@code ./hearth bench sandboxes}: how fast container sandboxes are made while more and more are there, and how long
 * the first start after {@code kill -9} takes to remove them.
 *
 * <p>A program of its own makes them with the driver, without a server around it; each runs {@code sleep}. Compare the
 * first part's rate with the last one's.
 */
final class ManySandboxes {
    private static final String HOLD = "--hold";
    private static final String BEST = "best";
    private static final int COUNT = 2000;
    private static final int PART = 500;
    private static final int MAKERS = 16;
    private static final long NANOS_OF_A_TICK = 10_000_000;
    private static final int RUNTIME_API_PORT = 9001;

    private ManySandboxes() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 4 && arguments[0].equals(HOLD)) {
            hold(Path.of(arguments[1]), runtime(arguments[2]), Integer.parseInt(arguments[3]));
            return;
        }
        if (arguments.length > 2) {
            System.err.println("hearth bench sandboxes: there is only [COUNT [built-in|crun|runc]]");
            System.exit(2);
        }
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : COUNT;
        Path work = Files.createTempDirectory("hearth-bench-sandboxes");
        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            measure(work, arguments.length > 1 ? arguments[1] : BEST, count);
        } finally {
            delete(work);
        }
    }

    private static Optional<String> runtime(String name) {
        return name.equals(BEST) ? Optional.empty() : Optional.of(name);
    }

    private static void delete(Path work) throws IOException {
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void measure(Path work, String runtime, int count) throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        sourceFile(),
                        HOLD,
                        work.toString(),
                        runtime,
                        String.valueOf(count))
                .redirectErrorStream(true)
                .start();
        for (String line = holder.inputReader().readLine();
                line != null && !line.equals("ready");
                line = holder.inputReader().readLine()) {
            System.out.println(line);
        }
        holder.destroyForcibly().waitFor();
        long processor = processor();
        long start = System.nanoTime();
        ContainerDriver next = ContainerDriver.open(config(work, runtime(runtime)));
        System.out.printf(
                Locale.ROOT,
                "start after kill -9: %.2f s, of which %.2f s of this process; %d removed%n",
                seconds(start),
                (processor() - processor) / 1e9,
                next.recover());
        next.close();
        start = System.nanoTime();
        ContainerDriver.open(config(work, runtime(runtime))).close();
        System.out.printf(Locale.ROOT, "start and stop with nothing to remove: %.2f s%n", seconds(start));
    }

    private static String sourceFile() {
        return System.getProperty("hearth.home", ".") + "/bench/src/dev/hearth/bench/ManySandboxes.java";
    }

    private static void hold(Path work, Optional<String> runtime, int count) throws Exception {
        ContainerDriver driver = ContainerDriver.open(config(work, runtime));
        Path empty = Files.createDirectories(work.resolve("empty"));
        ExecutorService makers = Executors.newFixedThreadPool(MAKERS);
        for (int made = 0; made < count; ) {
            int part = Math.min(PART, count - made);
            long start = System.nanoTime();
            long processor = processor();
            long helpers = helpers();
            List<Future<Start>> starts = new ArrayList<>();
            for (int i = 0; i < part; i++) {
                String id = String.format(Locale.ROOT, "%032x", made + i);
                starts.add(makers.submit(() -> run(driver, new SandboxId(id), empty)));
            }
            List<Start> ended = new ArrayList<>();
            for (Future<Start> each : starts) {
                ended.add(each.get());
            }
            made += part;
            System.out.printf(
                    Locale.ROOT,
                    "%d to %d: %.1f a second; processor time each: %.2f ms of this process, %.2f ms of its children;"
                            + " median of create %.1f ms, of assign %.1f ms%n",
                    made - part + 1,
                    made,
                    part / seconds(start),
                    (processor() - processor) / 1e6 / part,
                    (helpers() - helpers) / 1e6 / part,
                    median(ended.stream().mapToLong(Start::createNanos)),
                    median(ended.stream().mapToLong(Start::assignNanos)));
        }
        System.out.println("ready");
        makers.close();
        Thread.currentThread().join();
    }

    private static long processor() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .orElse(Duration.ZERO)
                .toNanos();
    }

    /** What the children of this process took, those that have ended and those that are there, in nanoseconds. */
    private static long helpers() throws IOException {
        String own = Long.toString(ProcessHandle.current().pid());
        String[] fields = stat(own);
        // fields 16 and 17 of the whole line: user and system time of children that were waited for
        long ended = (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * NANOS_OF_A_TICK;
        long there = 0;
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                try {
                    if (stat(process.getFileName().toString())[1].equals(own)) {
                        String times = Files.readString(process.resolve("schedstat"));
                        there += Long.parseLong(times.substring(0, times.indexOf(' ')));
                    }
                } catch (IOException e) {
                    // it has ended meanwhile
                }
            }
        }
        return ended + there;
    }

    /** What the kernel says of a process behind its name: state, parent, … */
    private static String[] stat(String process) throws IOException {
        String text = Files.readString(Path.of("/proc", process, "stat"));
        return text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    }

    /** How long the two parts of a start took. */
    private record Start(long createNanos, long assignNanos) {}

    private static double median(LongStream nanos) {
        long[] sorted = nanos.sorted().toArray();
        return sorted[sorted.length / 2] / 1e6;
    }

    private static Start run(ContainerDriver driver, SandboxId id, Path empty) {
        long start = System.nanoTime();
        Sandbox sandbox = driver.create(new SandboxSpec(id, DataSize.ofMebibytes(128), DataSize.ofMebibytes(512)));
        long created = System.nanoTime();
        Image image = new Image("empty", empty);
        sandbox.assign(
                new Assignment(
                        new Contents(image, image, Optional.empty(), List.of()),
                        List.of("/bin/sleep", "100000"),
                        Map.of("PATH", "/usr/bin:/bin"),
                        Path.of("/")),
                new Silent());
        return new Start(created - start, System.nanoTime() - created);
    }

    private static ContainerConfig config(Path work, Optional<String> runtime) throws IOException {
        Path scratch = Files.createDirectories(work.resolve("scratch"));
        NetworkConfig network = new NetworkConfig(Set.of(RUNTIME_API_PORT), Set.of(), List.of());
        MachineConfig machine = new MachineConfig(Slot.HOME, scratch, network, DataSize.ofMebibytes(4_096));
        return new ContainerConfig(machine, runtime, SearchPath.SYSTEM);
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static final class Silent implements SandboxListener {
        @Override
        public void output(byte[] bytes) {
            // it prints nothing
        }

        @Override
        public void exited(Exit exit) {
            // not before the end
        }
    }
}
