package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.DataSize;
import dev.hearth.time.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs on whichever version of cgroups the machine has; both must pass. */
@Tag("security")
class CgroupTest {
    private static final DataSize MEMORY = DataSize.ofMebibytes(48);

    private final List<Process> processes = new ArrayList<>();
    private final String name = "hearth-test-" + ProcessHandle.current().pid();

    /** Sends over TCP what nobody reads, until nothing more is taken or 128 MB are; tells how much that is. */
    private static final String UNREAD = """
            import socket
            listener = socket.create_server(("127.0.0.1", 0))
            sent, kept, chunk = 0, [], bytes(1 << 20)
            for i in range(64):
                sender = socket.create_connection(listener.getsockname())
                kept += [sender, listener.accept()[0]]
                sender.settimeout(0.1)
                try:
                    while sent < 128 << 20:
                        sent += sender.send(chunk)
                except OSError:
                    pass
            print("full", sent, sep="\\n", flush=True)
            """;

    private CgroupTree tree;

    @BeforeEach
    void open() {
        Assumptions.assumeTrue(
                System.getProperty("user.name").equals("root") && Files.isDirectory(Path.of("/sys/fs/cgroup")),
                "making cgroups takes root on Linux");
        tree = CgroupTree.open(name);
    }

    @AfterEach
    void leaveNothing() {
        processes.forEach(Process::destroyForcibly);
        if (tree != null) {
            tree.removeAll();
            assertThat(everywhere()).isEmpty();
        }
    }

    @Test
    void killsWhatGoesOverItsMemory() throws Exception {
        Cgroup cgroup = tree.create("memory", new CgroupLimits(MEMORY, 1, 1, 50));
        assertThat(cgroup.path()).isEqualTo("/" + name + "/memory");
        // tail keeps a line until its end comes: of this one it never does
        Process process = start(cgroup, "exec tail /dev/zero");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(cgroup.outOfMemoryKills()).isPositive();
        assertThat(cgroup.memoryPeak()).isBetween(DataSize.ofMebibytes(30), MEMORY);
    }

    @Test
    void measuresMemory() throws Exception {
        Cgroup cgroup = tree.create("peak", new CgroupLimits(MEMORY, 1, 1, 50));
        Process process = start(cgroup, "head -c 20000000 /dev/zero | tail -n 1 | wc -c; echo done; exec cat");
        assertThat(process.inputReader().readLine()).isEqualTo("20000000");
        assertThat(process.inputReader().readLine()).isEqualTo("done");
        assertThat(cgroup.outOfMemoryKills()).isZero();
        if (Files.exists(Path.of("/sys/fs/cgroup/memory"))
                || Files.exists(cgroup.processFiles().getFirst().resolveSibling("memory.peak"))) {
            assertThat(cgroup.memoryPeak()).isBetween(DataSize.ofMebibytes(18), MEMORY);
        } else {
            assertThat(cgroup.memoryPeak()).isGreaterThan(DataSize.ofKibibytes(4));
        }
    }

    @Test
    void limitsTheMemoryOfAllTogether() throws Exception {
        tree.limitMemory(MEMORY);
        DataSize more = DataSize.ofMebibytes(10 * MEMORY.toMebibytes());
        Cgroup modest = tree.create("modest", new CgroupLimits(more, 1, 1, 50));
        Process living = start(modest, "echo up; exec cat");
        assertThat(living.inputReader().readLine()).isEqualTo("up");
        Cgroup greedy = tree.create("greedy", new CgroupLimits(more, 1, 1, 50));
        Process process = start(greedy, "exec tail /dev/zero");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(128 + 9);
        assertThat(greedy.outOfMemoryKills()).isPositive();
        assertThat(greedy.memoryPeak()).isLessThan(DataSize.ofMebibytes(MEMORY.toMebibytes() + 8));
        assertThat(modest.outOfMemoryKills()).isZero();
        assertThat(answer(living, "still here")).isEqualTo("still here");
    }

    @Test
    void tellsWhatAllUseTogether() throws Exception {
        assertThat(tree.memoryUsed()).isEqualTo(new DataSize(0));
        tree.limitMemory(MEMORY);
        Cgroup cgroup = tree.create("used", new CgroupLimits(MEMORY, 1, 1, 50));
        Path file = Files.createTempFile("hearth-cgroup", "");
        try {
            // what a file takes in the page cache is not counted, unless it is nowhere else; what a process holds is
            boolean onDisk = !List.of("tmpfs", "overlay")
                    .contains(Files.getFileStore(file).type());
            Process process = start(
                    cgroup,
                    "head -c 20000000 /dev/zero > " + file + "; cat " + file + " > /dev/null;"
                            + " x=$(head -c 10000000 /dev/zero | tr '\\0' x); echo done; read end");
            assertThat(process.inputReader().readLine()).isEqualTo("done");
            assertThat(tree.memoryUsed())
                    .isBetween(DataSize.ofMebibytes(9), onDisk ? DataSize.ofMebibytes(28) : MEMORY);
            Duration used = cgroup.processorTime();
            assertThat(used).isBetween(Duration.ofMillis(1), Duration.ofSeconds(30));
            assertThat(tree.processorTime()).isGreaterThanOrEqualTo(used);
            cgroup.remove();
            assertThat(tree.processorTime()).isGreaterThanOrEqualTo(used);
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void limitsProcesses() throws Exception {
        Cgroup cgroup = tree.create("processes", new CgroupLimits(MEMORY, 1, 1, 3));
        Process process = start(cgroup, "sleep 60 & sleep 60 & sleep 60 & sleep 60 & echo made");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        // those that were made hold the other end of the pipe
        cgroup.kill();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .containsIgnoringCase("fork");
    }

    @Test
    void leavesTasksForTheRestOfTheMachine() throws Exception {
        Cgroup cgroup = tree.create("numbers", new CgroupLimits(MEMORY, 1, 1, 3));
        Path folder = folderWith(cgroup, "pids.max");
        long numbers = Long.parseLong(
                Files.readAllLines(Path.of("/proc/sys/kernel/pid_max")).getFirst());
        assertThat(Long.parseLong(
                        Files.readString(folder.resolveSibling("pids.max")).strip()))
                .isBetween(1_000L, numbers * 3 / 4);
        assertThat(TaskLimit.of(32_768)).isEqualTo("24576");
        assertThat(TaskLimit.of(1_000)).isEqualTo("750");
    }

    @Test
    void limitsBuffersOfSockets() throws Exception {
        assumePython();
        Cgroup cgroup = tree.create("sockets", new CgroupLimits(DataSize.ofMebibytes(256), 2, 1, 50));
        Process process = start(cgroup, "exec /usr/bin/python3 -I -c '" + UNREAD + "'");
        assertThat(process.inputReader().readLine()).isEqualTo("full");
        // of what the kernel counts, or of all there is: what nobody reads is at least part of it
        long held = Long.parseLong(process.inputReader().readLine());
        assertThat(held).isLessThan(DataSize.ofMebibytes(128).bytes());
    }

    @Test
    void limitsTheProcessor() throws Exception {
        Cgroup cgroup = tree.create("cpu", new CgroupLimits(MEMORY, 2, 1, 50));
        cgroup.limitProcessors(0.1);
        Path folder = folderWith(cgroup, "cpu.cfs_quota_us", "cpu.max");
        if (Files.exists(folder.resolve("cpu.max"))) {
            assertThat(folder.resolve("cpu.max")).hasContent("2000 20000");
        } else {
            assertThat(folder.resolve("cpu.cfs_quota_us")).hasContent("2000");
            assertThat(folder.resolve("cpu.cfs_period_us")).hasContent("20000");
        }
        start(cgroup, "while :; do :; done");
        Eventually.holds(() -> throttled(folder) > 2);
    }

    /** In how many periods the kernel has held up the processes, because they had used their share. */
    private static long throttled(Path folder) {
        try (Stream<String> lines = Files.lines(folder.resolve("cpu.stat"))) {
            return lines.filter(line -> line.startsWith("nr_throttled "))
                    .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void weighsByItsShareAndAllTogetherByTheProcessors() throws Exception {
        Cgroup half = tree.create("half", new CgroupLimits(MEMORY, 2, 0.5, 50));
        half.limitProcessors(0.1);
        int processors = Runtime.getRuntime().availableProcessors();
        Path folder = folderWith(half, "cpu.shares", "cpu.weight");
        if (Files.exists(folder.resolve("cpu.shares"))) {
            assertThat(folder.resolve("cpu.shares")).hasContent("512");
            assertThat(folder.resolve("..").resolve("cpu.shares")).hasContent(Integer.toString(1024 * processors));
        } else {
            assertThat(folder.resolve("cpu.weight")).hasContent("50");
            assertThat(folder.resolve("..").resolve("cpu.weight")).hasContent(Integer.toString(100 * processors));
        }
        assertThat(CpuWeight.shares(0.001)).isEqualTo("2");
        assertThat(CpuWeight.weight(0.001)).isEqualTo("1");
        assertThat(CpuWeight.weight(1_000)).isEqualTo("10000");
    }

    @Test
    void freezesAndThaws() throws Exception {
        Cgroup cgroup = tree.create("freeze", new CgroupLimits(MEMORY, 1, 1, 50));
        Process process = start(cgroup, "while read line; do echo $line; done");
        assertThat(answer(process, "one")).isEqualTo("one");
        cgroup.freeze();
        process.outputWriter().write("two\n");
        process.outputWriter().flush();
        assertThat(waitUntil(() -> ready(process), Duration.ofMillis(200))).isFalse();
        cgroup.thaw();
        assertThat(process.inputReader().readLine()).isEqualTo("two");
        cgroup.freeze();
        cgroup.thaw();
        assertThat(answer(process, "three")).isEqualTo("three");
    }

    @Test
    void killsAllEvenFrozenOnes() throws Exception {
        Cgroup cgroup = tree.create("kill", new CgroupLimits(MEMORY, 1, 1, 50));
        Process process = start(cgroup, "trap '' TERM INT; sleep 600 & (sleep 600 & sleep 600) & echo up; wait");
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        cgroup.freeze();
        cgroup.kill();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        for (Path file : cgroup.processFiles()) {
            assertThat(file).hasContent("");
        }
        // usable again: the next process is not frozen
        assertThat(start(cgroup, "exit 7").onExit().get(10, TimeUnit.SECONDS).exitValue())
                .isEqualTo(7);
    }

    @Test
    void killsAForkBomb() throws Exception {
        Cgroup cgroup = tree.create("bomb", new CgroupLimits(MEMORY, 1, 1, 40));
        Process process = start(cgroup, "echo up; bomb() { bomb & bomb & }; bomb; sleep 600");
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        cgroup.remove();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void removesWhatRunsAndOnce() throws Exception {
        Cgroup cgroup = tree.create("remove", new CgroupLimits(MEMORY, 1, 1, 50));
        Process process = start(cgroup, "echo up; exec sleep 600");
        assertThat(process.inputReader().readLine()).isEqualTo("up");
        cgroup.remove();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        for (Path file : cgroup.processFiles()) {
            assertThat(file.getParent()).doesNotExist();
        }
        assertThatCode(cgroup::remove).doesNotThrowAnyException();
    }

    @Test
    void removesAllThatAnEarlierLifeLeft() throws Exception {
        List<Process> left = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Process process =
                    start(tree.create("left" + i, new CgroupLimits(MEMORY, 1, 1, 50)), "echo up; exec sleep 600");
            assertThat(process.inputReader().readLine()).isEqualTo("up");
            left.add(process);
        }
        assertThat(CgroupTree.open(name).removeAll()).isEqualTo(5);
        for (Process process : left) {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(everywhere()).isEmpty();
        assertThat(CgroupTree.open(name).removeAll()).isZero();
    }

    @Test
    void removesWhatAnOciRuntimeMadeUnderItsName() throws Exception {
        Cgroup cgroup = tree.create("runtime", new CgroupLimits(MEMORY, 1, 1, 50));
        for (Mount mount : Mount.all()) {
            if (mount.type().startsWith("cgroup")) {
                Files.createDirectories(mount.point().resolve(name).resolve("runtime/inner"));
            }
        }
        cgroup.remove();
        assertThat(everywhere())
                .allSatisfy(top -> assertThat(top.resolve("runtime")).doesNotExist());
        assertThat(tree.removeAll()).isZero();
        assertThat(everywhere()).isEmpty();
    }

    @Test
    void saysWhyCgroupsCannotBeUsed() {
        assertThatThrownBy(() -> CgroupDetection.open("hearth-test", List.of()))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("no cgroups");
    }

    /** A shell that enters the cgroup first, as sandboxes do. */
    private static void assumePython() {
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/python3")), "filling sockets takes Python, which is not here");
    }

    /** Its folder in the hierarchy that has one of these files. */
    private static Path folderWith(Cgroup cgroup, String... files) {
        return cgroup.processFiles().stream()
                .map(Path::getParent)
                .filter(each -> Arrays.stream(files).anyMatch(file -> Files.exists(each.resolve(file))))
                .findFirst()
                .orElseThrow();
    }

    private Process start(Cgroup cgroup, String script) throws IOException {
        String entering = cgroup.processFiles().stream()
                .map(file -> "echo $$ > " + file + "; ")
                .collect(Collectors.joining());
        Process process = new ProcessBuilder("sh", "-c", entering + script).start();
        processes.add(process);
        return process;
    }

    private static String answer(Process process, String line) throws IOException {
        process.outputWriter().write(line + "\n");
        process.outputWriter().flush();
        return process.inputReader().readLine();
    }

    private static boolean ready(Process process) {
        try {
            return process.inputReader().ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean waitUntil(BooleanSupplier condition, Duration atMost) {
        return Poll.until(condition, atMost);
    }

    private List<Path> everywhere() {
        return Mount.all().stream()
                .filter(mount -> mount.type().startsWith("cgroup"))
                .map(mount -> mount.point().resolve(name))
                .filter(Files::exists)
                .toList();
    }
}
