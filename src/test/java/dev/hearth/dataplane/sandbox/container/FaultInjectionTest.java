package dev.hearth.dataplane.sandbox.container;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.dataplane.sandbox.StemFiles;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Faults at each step of a container's life, one at a time: a step of its process fails or is its last, or a process is
 * killed between two steps of the driver. After each the sandbox can be destroyed, the next one works, and nothing is
 * left, not even an open file.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
@Tag("security")
class FaultInjectionTest {
    @TempDir
    Path folder;

    private final Ids ids = Ids.secure();
    private final FaultySteps steps = new FaultySteps();
    private Set<Long> others;
    private ContainerDriver driver;
    private List<String> files;
    private long zombies;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        files = openFiles();
        zombies = zombies();
        others = children().map(ProcessHandle::pid).collect(Collectors.toSet());
        try {
            driver = ContainerDriver.open(KilledDriver.config(folder, ContainerConfig.BUILT_IN), steps);
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
        works();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        Slot slot = driver.machine().slot();
        driver.close();
        assertThat(own()).isEmpty();
        assertThat(Leftovers.of(slot)).isEmpty();
        awaitTrue("loop devices are gone", () -> Leftovers.loopDevices(folder).isEmpty());
        awaitTrue("as many files are open as before", () -> openFiles().size() <= files.size());
        awaitTrue("ended processes are taken note of", () -> zombies() <= zombies);
    }

    @ParameterizedTest
    @EnumSource
    void aStepOfTheProcessFailsOrIsItsLast(FaultySteps.Phase phase) throws IOException {
        int step = phase.first;
        do {
            for (boolean dies : List.of(false, true)) {
                FaultySteps.Fault fault = new FaultySteps.Fault(phase, dies, step);
                steps.next(fault);
                attempt(fault);
            }
            step++;
        } while (step < steps.count());
        assertThat(step).as("steps").isGreaterThan(20);
        works();
        onlyTheFactoryIsLeft();
    }

    /** A sandbox with a fault: it may fail, its program may end, but it can be destroyed. */
    private void attempt(FaultySteps.Fault fault) throws IOException {
        try {
            Sandbox sandbox = create();
            try {
                run(sandbox);
            } finally {
                sandbox.destroy();
            }
        } catch (SandboxException e) {
            assertThat(e).as("%s", fault).hasMessageContaining("can't be");
        }
        assertThat(cgroups()).as("%s", fault).isEmpty();
    }

    /** What a sandbox has come to when a process is killed. */
    enum State {
        EMPTY,
        STEM,
        RUNNING,
        FROZEN
    }

    @ParameterizedTest
    @EnumSource
    void aSandboxsFirstProcessIsKilled(State state) throws IOException {
        List<Consumer<Sandbox>> next = List.of(
                sandbox -> run(sandbox, state == State.STEM ? "/bin/cat" : "/bin/true"),
                Sandbox::reset,
                Sandbox::freeze,
                Sandbox::thaw,
                Sandbox::initialized,
                Sandbox::memoryPeak,
                sandbox -> sandbox.prepare(stem()),
                Sandbox::destroy);
        for (Consumer<Sandbox> operation : next) {
            Sandbox sandbox = inState(state);
            ((ContainerSandbox) sandbox).cgroup().processes().forEach(FaultInjectionTest::kill);
            try {
                operation.accept(sandbox);
            } catch (SandboxException | IllegalStateException e) {
                assertThat(String.valueOf(e.getMessage())).containsAnyOf("sandbox", "the program that waited has");
            } finally {
                sandbox.destroy();
            }
            assertThat(cgroups()).isEmpty();
        }
        works();
        onlyTheFactoryIsLeft();
    }

    @ParameterizedTest
    @EnumSource
    void theProcessThatMakesOthersIsKilled(State state) {
        assertThat(own()).hasSize(1);
        killFactory();
        assertThat(own()).isEmpty();
        Sandbox sandbox = inState(state);
        killFactory();
        sandbox.reset();
        killFactory();
        run(sandbox);
        killFactory();
        sandbox.destroy();
        works();
        onlyTheFactoryIsLeft();
    }

    @Test
    void aWaitingProgramThatIsKilledIsNotUsedAndItsSandboxIs() {
        Sandbox sandbox = inState(State.STEM);
        ((ContainerSandbox) sandbox).cgroup().processes().forEach(FaultInjectionTest::kill);
        awaitTrue("its end is noticed", () -> !sandbox.isWaiting());
        sandbox.reset();
        assertThat(run(sandbox)).isEqualTo(new Exit.Status(0));
        sandbox.destroy();
        onlyTheFactoryIsLeft();
    }

    private Sandbox inState(State state) {
        Sandbox sandbox = create();
        switch (state) {
            case EMPTY -> {}
            case STEM -> sandbox.prepare(stem());
            case RUNNING -> sleep(sandbox);
            case FROZEN -> {
                sleep(sandbox);
                sandbox.freeze();
            }
        }
        return sandbox;
    }

    private void sleep(Sandbox sandbox) {
        sandbox.assign(assignment("/bin/sleep", "1000"), new RecordingListener());
    }

    private Exit run(Sandbox sandbox) {
        return run(sandbox, "/bin/true");
    }

    private Exit run(Sandbox sandbox, String program) {
        RecordingListener listener = new RecordingListener();
        sandbox.assign(assignment(program), listener);
        return listener.exit();
    }

    private Assignment assignment(String... command) {
        Image empty = new Image("empty", folder);
        Contents contents = new Contents(empty, empty, Optional.empty(), List.of());
        return new Assignment(contents, List.of(command), Map.of(), Path.of("/"));
    }

    private Stem stem() {
        Image empty = new Image("empty", folder);
        return new Stem(new StemFiles(empty, Optional.empty()), List.of("/bin/cat"), Map.of(), Path.of("/"));
    }

    private Sandbox create() {
        return driver.create(
                new SandboxSpec(new SandboxId(ids.hex(32)), DataSize.ofMebibytes(128), DataSize.ofMebibytes(16)));
    }

    private void works() {
        Sandbox sandbox = create();
        assertThat(run(sandbox)).isEqualTo(new Exit.Status(0));
        sandbox.destroy();
    }

    private void onlyTheFactoryIsLeft() {
        awaitTrue("one process is left: " + own(), () -> own().size() == 1);
    }

    private void killFactory() {
        own().stream().filter(process -> !inSandbox(process)).forEach(factory -> {
            factory.destroyForcibly();
            awaitTrue("it has ended", () -> hasEnded(factory));
        });
    }

    private boolean inSandbox(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cgroup"))
                    .contains(driver.machine().slot().name() + "/");
        } catch (IOException e) {
            return true; // it has ended
        }
    }

    /** With all its files closed: only then does a message to it fail. */
    private static boolean hasEnded(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"))
                    .contains(") Z ");
        } catch (IOException e) {
            return true;
        }
    }

    private static void kill(long process) {
        ProcessHandle.of(process).ifPresent(ProcessHandle::destroyForcibly);
    }

    /** This program's processes that the test has made. */
    private List<ProcessHandle> own() {
        return children().filter(process -> !others.contains(process.pid())).toList();
    }

    private static Stream<ProcessHandle> children() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .command()
                        .filter(name -> name.endsWith("/init"))
                        .isPresent());
    }

    private List<Path> cgroups() throws IOException {
        try (Stream<Path> found = Files.find(
                Path.of("/sys/fs/cgroup"),
                3,
                (path, attributes) -> attributes.isDirectory()
                        && path.getParent() != null
                        && path.getParent().endsWith(driver.machine().slot().name()))) {
            return found.toList();
        }
    }

    /** Sockets, pipes, processes, namespaces and mounts; not the files of the Java machine. */
    private static List<String> openFiles() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.map(FaultInjectionTest::target)
                    .filter(target -> !target.startsWith("/") || target.length() == 1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "/gone/meanwhile";
        }
    }

    /** This program's processes that have ended and were not asked how. */
    private static long zombies() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info().command().isEmpty())
                .count();
    }
}
