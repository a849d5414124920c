package dev.hearth.dataplane.sandbox.container;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.Command;
import dev.hearth.base.linux.Mount;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.dataplane.sandbox.StemFiles;
import dev.hearth.dataplane.sandbox.TestProgram;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import dev.hearth.model.DataSize;
import dev.hearth.model.Quotas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract of sandbox drivers, and what only containers promise, with one of the launchers. */
@Tag("security")
abstract class ContainerContract extends ContainerFixture {
    ContainerContract(String runtime) {
        super(runtime);
    }

    @Test
    void whatCanNotBePreparedWholeLeavesNothing() throws Exception {
        open(closed).close(); // containers can run here
        ContainerConfig works = KilledDriver.config(closed, runtime);
        Path file = Files.createFile(closed.resolve("a-file"));
        MachineConfig machine = works.machine();
        MachineConfig fileForFolder = new MachineConfig(machine.slots(), file, machine.network(), machine.memory());
        ContainerConfig broken = new ContainerConfig(fileForFolder, works.launcher(), works.tools());
        List<Long> before = eventThreads();
        List<String> rules = Leftovers.ruleTables();

        assertThatThrownBy(() -> ContainerDriver.open(broken)).isInstanceOf(UncheckedIOException.class);

        awaitTrue(
                "the rules are gone",
                () -> rules.containsAll(Leftovers.ruleTables())); // another instance may have some
        awaitTrue("the event thread is gone", () -> before.containsAll(eventThreads()));
    }

    private static List<Long> eventThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("sandbox-events") && thread.isAlive())
                .map(Thread::threadId)
                .toList();
    }

    // who it is

    @Test
    void noArgumentShowsTheEnvironment() {
        Map<String, String> given = Map.of("PATH", "/usr/bin:/bin", "TOKEN", "not-for-ps");
        RecordingListener listener = start(create(), TestProgram.READ, given, "/proc/1/cmdline");
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).startsWith(RootFolder.INIT).doesNotContain("not-for-ps");
    }

    @Test
    void aHomeOfItsOwnArrives() {
        RecordingListener listener = start(create(), TestProgram.ENVIRONMENT, Map.of("HOME", "/tmp"));
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo("HOME=/tmp\0");
    }

    @Test
    void itIsANobodyWithoutRights() {
        Map<String, String> status = status(shell("cat /proc/self/status"));
        assertThat(status)
                .containsEntry("NoNewPrivs", "1")
                .containsEntry("Seccomp", "2")
                .containsEntry("Groups", "");
        assertThat(status.get("Uid")).isEqualTo("993\t993\t993\t993");
        assertThat(status.get("Gid")).isEqualTo("990\t990\t990\t990");
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")) {
            assertThat(status.get(set)).as(set).isEqualTo("0000000000000000");
        }
        assertThat(shell("id -un; id -gn; hostname").text()).isEqualTo("sbx_user1051\nsbx_user1051\nsandbox\n");
    }

    @Test
    void itsResourcesAreLimited() {
        String limits = shell("cat /proc/self/limits").text();
        assertThat(limits.lines().map(line -> line.strip().replaceAll(" +", " ")))
                .anyMatch(line -> line.startsWith("Max processes 1024 1024"))
                .anyMatch(line -> line.startsWith("Max pending signals 1024 1024"))
                .anyMatch(line -> line.startsWith("Max locked memory 65536 65536"))
                .anyMatch(line -> line.startsWith("Max open files 1024 1024"))
                .anyMatch(line -> line.startsWith("Max core file size 0 0"))
                .anyMatch(line -> line.startsWith("Max stack size 8388608 unlimited"));
    }

    @Test
    void itWeighsByItsMemory() throws IOException {
        Path group = Path.of(((ContainerSandbox) create()).cgroup().path().substring(1));
        Path root = Path.of("/sys/fs/cgroup");
        List<Path> files;
        try (Stream<Path> hierarchies = Files.list(root)) {
            files = Stream.concat(Stream.of(root), hierarchies)
                    .map(hierarchy -> hierarchy.resolve(group))
                    .flatMap(folder -> Stream.of(folder.resolve("cpu.shares"), folder.resolve("cpu.weight")))
                    .filter(Files::exists)
                    .toList();
        }
        assertThat(files).isNotEmpty().allSatisfy(file -> {
            double ordinary = file.endsWith("cpu.shares") ? 1024 : 100;
            assertThat(file)
                    .hasContent(Long.toString(
                            Math.round(MEMORY.toMebibytes() / (double) Quotas.MEBIBYTES_PER_PROCESSOR * ordinary)));
        });
    }

    @Test
    void theFirstSandboxesFilterServesLaterOnes() {
        for (int i = 0; i < 3; i++) {
            assertThat(status(shell("cat /proc/self/status"))).containsEntry("Seccomp", "2");
            assertThat(shell("unshare -r true || echo denied").text()).contains("denied");
        }
    }

    @Test
    void noOtherSandboxHasItsUser() {
        String first = shell("cat /proc/self/uid_map /proc/self/gid_map").text();
        String second = shell("cat /proc/self/uid_map /proc/self/gid_map").text();
        List<String> numbers = Stream.of(first.split("\\s+", -1), second.split("\\s+", -1))
                .flatMap(Stream::of)
                .filter(number -> number.length() > 4)
                .toList();
        // each has two users and two groups; a group has its user's number; root's is the same for all
        assertThat(numbers).hasSize(8);
        assertThat(numbers.stream().distinct()).hasSize(3).contains(String.valueOf(Slot.SANDBOX_ROOT));
    }

    // what it sees

    @Test
    void itSeesNoOtherProcesses() {
        RecordingListener other = start(create(), List.of("/bin/sleep", "31557600"));
        RecordingListener listener = shell("for p in /proc/[0-9]*; do echo ${p#/proc/}; done");
        assertThat(listener.text().lines().mapToInt(Integer::parseInt).max().orElseThrow())
                .isLessThan(10);
        assertThat(other.hasExited()).isFalse();
    }

    @Test
    void nothingOfTheHostIsThere() {
        String hidden = "/home /root /run /srv /mnt /etc/shadow /etc/ssh /etc/ssl/private /var/lib";
        String names =
                shell("ls " + hidden + " 2>/dev/null | grep -v ':$'; true").text();
        assertThat(names.strip()).isEmpty();
        assertThat(shell("ls " + closed + " 2>&1").exit()).isNotEqualTo(new Exit.Status(0));
        assertThat(shell("ls -A /dev").text().split("\n", -1))
                .contains("null", "zero", "full", "random", "urandom")
                .doesNotContain("mem", "kmsg", "loop-control", "fuse", "kvm", "tty", "shm");
        assertThat(shell("cat /proc/keys /proc/kcore /proc/timer_list 2>/dev/null | head -c 1")
                        .text())
                .isEmpty();
    }

    @Test
    void onlyItsScratchFolderIsWritable() {
        String shut = "/ /usr /etc /var /var/task /var/runtime /var/lang /opt /dev /proc /sys /home";
        String touches = "for d in " + shut + "; do touch $d/x 2>/dev/null && echo $d; done; ";
        assertThat(shell(touches + "touch /tmp/x && echo ok").text()).isEqualTo("ok\n");
        assertThat(shell("grep ' /tmp ' /proc/self/mounts").text())
                .contains("nosuid")
                .contains("nodev");
        assertThat(shell("printf '#!/bin/sh\necho run' > /tmp/p; chmod +x /tmp/p; /tmp/p")
                        .text())
                .isEqualTo("run\n");
        assertThat(shell("for f in kernel/core_pattern kernel/hostname vm/drop_caches; do echo 1 > /proc/sys/$f; done"
                                + " 2>/dev/null; (echo b > /proc/sysrq-trigger) 2>/dev/null || echo refused")
                        .text())
                .isEqualTo("refused\n");
    }

    @Test
    void itAsksTheHostsNameServers() {
        List<String> servers = Objects.requireNonNull(last).machine().nameServers().stream()
                .map(server -> "nameserver " + server.getHostAddress())
                .toList();
        assertThat(shell("cat /etc/resolv.conf").text().lines()).containsExactlyElementsOf(servers);
    }

    @Test
    void standardOutputCanBeOpenedByName() {
        assertThat(shell("echo one > /dev/stdout; echo two >> /dev/stderr; echo x > /dev/null")
                        .text())
                .isEqualTo("one\ntwo\n");
    }

    @Test
    void anInterpreterInAClosedFolderIsSeenAlone() throws IOException {
        Path secret = Files.createDirectory(closed.resolve("home"));
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
        Path interpreter = Files.createDirectory(secret.resolve("interpreter"));
        Files.writeString(interpreter.resolve("program"), "#!/bin/sh\necho it runs\n");
        Files.setPosixFilePermissions(interpreter.resolve("program"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Contents own = new Contents(
                contents().code(), contents().runtime(), Optional.of(new Image("interpreter", interpreter)), List.of());
        RecordingListener listener = new RecordingListener();
        create().assign(new Assignment(own, List.of("/var/lang/program"), PATH, Path.of("/")), listener);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo("it runs\n");
    }

    @Test
    void aFunctionCannotTellByItsMountsThatItsProgramWaited() {
        assumeTrue(driver().capabilities().stems(), "this kernel can't mount in another process's namespace");
        // the numbers of users, pipes and images are each sandbox's own
        String list =
                "(cut -d ' ' -f 2-4 /proc/self/mounts | sort; readlink /proc/self/fd/*) | sed 's/[0-9][0-9]*/N/g';"
                        + " pwd; cat greeting";
        List<String> command = List.of("/bin/sh", "-c", "cat > /tmp/told; exec < /dev/null; cd /var/task; " + list);
        Assignment function = new Assignment(contents(), command, PATH, Path.of("/var/task"));
        RecordingListener fresh = new RecordingListener();
        create().assign(function, fresh);
        Sandbox sandbox = create();
        RecordingListener waited = new RecordingListener();
        sandbox.prepare(new Stem(
                new StemFiles(contents().runtime(), contents().interpreter()), command, PATH, Path.of("/var/task")));
        sandbox.assign(function, waited);
        assertThat(waited.exit()).isEqualTo(new Exit.Status(0));
        assertThat(fresh.exit()).isEqualTo(new Exit.Status(0));
        assertThat(waited.text()).isEqualTo(fresh.text()).contains("/var/task ", "/opt ", "\n/dev/null\n", "\nhello\n");
    }

    // what it may do

    @Test
    void theKernelsDangerousDoorsAreShut() {
        assumePython();
        RecordingListener listener = python("""
                import ctypes, platform
                libc = ctypes.CDLL(None, use_errno=True)
                arm = platform.machine() == "aarch64"
                calls = {"mount": (165, 40), "umount2": (166, 39), "unshare": (272, 97), "setns": (308, 268),
                         "ptrace": (101, 117), "keyctl": (250, 219), "add_key": (248, 217), "bpf": (321, 280),
                         "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
                         "kexec_load": (246, 104), "init_module": (175, 105), "open_by_handle_at": (304, 265),
                         "process_vm_readv": (310, 270), "pivot_root": (155, 41), "chroot": (161, 51),
                         "open_tree": (428, 428), "fsopen": (430, 430), "move_mount": (429, 429)}
                for name, numbers in calls.items():
                    result = libc.syscall(numbers[arm], 0x10000000, 0, 0, 0, 0)
                    print(name, result, ctypes.get_errno())
                print("clone", libc.syscall(56 if not arm else 220, 0x10000011, 0, 0, 0, 0))
                """);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text().lines().filter(line -> !line.startsWith("clone")))
                .hasSize(20)
                .allMatch(line -> line.endsWith(" -1 1"));
        assertThat(listener.text()).contains("clone -1");
    }

    @Test
    void aForkBombMeetsItsLimit() {
        // with memory for more processes than it may have
        SandboxSpec spec = new SandboxSpec(nextId(), DataSize.ofMebibytes(1024), SCRATCH);
        String bomb = "i=0; while [ $i -lt 2000 ]; do sleep 31557600 & i=$((i+1)); done";
        RecordingListener listener = start(driver().create(spec), List.of("/bin/sh", "-c", bomb));
        assertThat(listener.exit()).isNotEqualTo(new Exit.Status(0));
        assertThat(listener.text()).containsIgnoringCase("fork");
    }

    @Test
    void scratchSpaceIsNotMemory() throws IOException {
        assumeTrue(onDisk(), "this machine has no loop devices or no ext4: /tmp is in memory");
        SandboxSpec spec = new SandboxSpec(nextId(), MEMORY, DataSize.ofMebibytes(512));
        Sandbox sandbox = driver().create(spec);
        RecordingListener listener = start(
                sandbox,
                List.of(
                        "/bin/sh",
                        "-c",
                        "dd if=/dev/zero of=/tmp/a bs=1M count=400 2>/dev/null && echo fits;"
                                + " dd if=/dev/zero of=/tmp/b bs=1M count=200 2>/dev/null || echo full"));
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo("fits\nfull\n");
    }

    @Test
    void withoutInitItHasTheShareThatItsMemoryBuys() {
        Sandbox sandbox = create();
        sandbox.initialized();
        long start = System.nanoTime();
        RecordingListener listener =
                start(sandbox, List.of("/bin/sh", "-c", "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; times"));
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        double wall = (System.nanoTime() - start) / 1e9;
        String[] used = listener.text().lines().findFirst().orElseThrow().split("[ms ]+", -1);
        double seconds = Double.parseDouble(used[1]) + Double.parseDouble(used[3]);
        assertThat(seconds / wall).isLessThan(0.25);
    }

    // many, and the end

    @Test
    void fiftyColdStartsAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Exit>> exits = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                exits.add(threads.submit(
                        () -> start(create(), List.of("/bin/true")).exit()));
            }
            for (Future<Exit> exit : exits) {
                assertThat(exit.get(1, TimeUnit.MINUTES)).isEqualTo(new Exit.Status(0));
            }
        }
    }

    @Test
    void nothingIsLeftOfADestroyedOne() throws IOException {
        Path own = Files.createDirectories(closed.resolve("own"));
        driver().close();
        Slot slot;
        try (SandboxDriver driver = open(own)) {
            slot = ((ContainerDriver) driver).machine().slot();
            Sandbox sandbox = driver.create(new SandboxSpec(nextId(), MEMORY, SCRATCH));
            start(sandbox, List.of("/bin/sh", "-c", "echo text > /tmp/file")).exit();
            sandbox.destroy();
        }
        assertThat(own.resolve("scratch")).isEmptyDirectory();
        assertThat(Mount.all()).noneMatch(mount -> mount.point().startsWith(slot.folder()));
        awaitTrue("loop devices are gone", () -> Leftovers.loopDevices(own).isEmpty());
        assertThat(Leftovers.of(slot)).isEmpty();
    }

    @Test
    void helpersOfTheRuntimeDoNotPileUp() {
        long before = endedChildren(); // of other tests' programs that were killed
        // they are looked for at every 32nd start
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < 40; i++) {
                threads.execute(() -> shell("true"));
            }
        }
        assertThat(endedChildren() - before).isLessThan(32);
    }

    private static long endedChildren() {
        String own = String.valueOf(ProcessHandle.current().pid());
        String list = Command.run(List.of("ps", "-e", "-o", "ppid=,stat=,comm="), "", RecordingListener.PATIENCE);
        return list.lines()
                .map(line -> line.strip().split("\\s+", -1))
                .filter(process -> process[0].equals(own) && process[1].startsWith("Z"))
                .count();
    }
}
