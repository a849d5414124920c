package dev.hearth.dataplane.sandbox;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link SandboxDriverContract} works with: a driver, images, programs and their processes.
 *
 * <p>A subclass says how a driver is opened. The same folder means the same machine and the same state: opening a
 * second driver on it without closing the first is what happens after {@code kill -9}.
 */
public abstract class SandboxFixture {
    protected static final DataSize MEMORY = DataSize.ofMebibytes(128);
    protected static final DataSize SCRATCH = DataSize.ofMebibytes(16);
    static final Map<String, String> PATH = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

    @TempDir
    Path temporary;

    private final Ids ids = Ids.secure();
    private final List<RecordingListener> listeners = new CopyOnWriteArrayList<>();
    Path home;
    SandboxDriver driver;
    Contents contents;

    /** An argument by which to find this test's processes on the host. A number, for {@code sleep}: decades. */
    String marker;

    /** A driver that keeps its state in this folder, as the program makes it when it starts; not yet recovered. */
    protected abstract SandboxDriver open(Path folder) throws IOException;

    /** After a test: destroys its sandboxes. A driver that takes long to open may be kept for the next test. */
    protected void finish(SandboxDriver used) {
        used.close();
    }

    /**
     * Recovers a driver, as {@link SandboxDriver#recover}.
     *
     * @return how many sandboxes it found of this test's earlier drivers, without those that others on the same machine
     *     left
     */
    protected int recoverOwn(SandboxDriver opened) {
        return opened.recover();
    }

    @BeforeEach
    final void makeDriver() throws IOException {
        Path root = temporary.toRealPath();
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
        marker = "1"
                + IntStream.range(0, 9)
                        .mapToObj(i -> String.valueOf(Math.floorMod(ids.bytes(1)[0], 10)))
                        .reduce("", String::concat);
        Path code = folder(root, "code");
        TestProgram.install(code);
        write(code, "greeting", "hello");
        Path runtime = folder(root, "runtime");
        TestProgram.install(runtime);
        write(runtime, "name", "the runtime");
        Path interpreter = folder(root, "interpreter");
        write(interpreter, "name", "the interpreter");
        Path lower = folder(root, "lower");
        write(lower, "both", "lower");
        write(lower, "one", "lower");
        Path upper = folder(root, "upper");
        write(upper, "both", "upper");
        write(folder(upper, "deep"), "two", "upper");
        Path sdk = folder(root, "sdk");
        write(sdk, "name", "the SDK");
        contents = new Contents(
                image(code),
                image(runtime),
                Optional.of(image(interpreter)),
                List.of(image(lower), image(upper)),
                Optional.of(image(sdk)));
        home = folder(root, "home");
        driver = open(home);
        // what it finds of others that died on this machine is theirs
        var _ = driver.recover();
    }

    @AfterEach
    final void closeDriver() {
        if (driver == null) {
            return; // this machine can't have it, and the test was left out for that reason
        }
        finish(driver);
        assertThat(listeners).allSatisfy(listener -> {
            listener.exit();
            assertThat(listener.breaches()).isEmpty();
        });
        assertNoProcesses();
    }

    /** The driver under test, for what a subclass adds. */
    protected final SandboxDriver driver() {
        return driver;
    }

    /** What the programs find: images of code, runtime, interpreter, two layers and an SDK. */
    protected final Contents contents() {
        return contents;
    }

    /** An empty sandbox. */
    protected final Sandbox create() {
        return driver.create(new SandboxSpec(nextId(), MEMORY, SCRATCH));
    }

    /** An id that no other sandbox has. */
    protected final SandboxId nextId() {
        return new SandboxId(ids.hex(32));
    }

    /** Runs a program in a new sandbox. */
    protected final RecordingListener run(TestProgram program, String... arguments) {
        return start(create(), program, PATH, arguments);
    }

    /** Starts a program in this sandbox that waits until it becomes another one; what its function is to be like. */
    protected final Assignment prepare(Sandbox sandbox, TestProgram program, String... arguments) {
        Layout layout = layout();
        List<String> command = program.stem(layout.runtime(), layout.task(), arguments);
        sandbox.prepare(
                new Stem(new StemFiles(contents.runtime(), contents.interpreter()), command, PATH, layout.task()));
        return new Assignment(contents, command, Map.of("GREETING", "good morning"), layout.task());
    }

    /** Gives a program that waits its function. */
    protected final RecordingListener assign(Sandbox sandbox, Assignment assignment) {
        RecordingListener listener = new RecordingListener();
        sandbox.assign(assignment, listener);
        listeners.add(listener);
        return listener;
    }

    /** What a program of {@link #prepare} prints before it becomes the other one. */
    protected final String told() {
        return layout().task() + "\nGREETING=good morning\n";
    }

    /** Runs a program in this sandbox. */
    protected final RecordingListener start(
            Sandbox sandbox, TestProgram program, Map<String, String> environment, String... arguments) {
        RecordingListener listener = new RecordingListener();
        List<String> command = program.command(layout().task(), arguments);
        sandbox.assign(new Assignment(contents, command, environment, layout().task()), listener);
        listeners.add(listener);
        return listener;
    }

    /** A listener that is asked for breaches at the end. */
    final RecordingListener heard(RecordingListener listener) {
        listeners.add(listener);
        return listener;
    }

    final Layout layout() {
        return driver.layout(contents);
    }

    final void assertIllegalToAssign(Sandbox sandbox) {
        List<String> command = TestProgram.EXIT.command(layout().task(), "0");
        Assignment assignment = new Assignment(contents, command, PATH, layout().task());
        assertThatIllegalStateException().isThrownBy(() -> sandbox.assign(assignment, new RecordingListener()));
    }

    final void assertIllegalAfterDestroy(Sandbox sandbox) {
        assertIllegalToAssign(sandbox);
        assertThatIllegalStateException().isThrownBy(sandbox::freeze);
        assertThatIllegalStateException().isThrownBy(sandbox::thaw);
    }

    /** No process of this test is left on the host; a killed one may take a moment to be reaped. */
    protected final void assertNoProcesses() {
        awaitTrue(
                "no process with argument " + marker + " is left",
                () -> processes().isEmpty());
    }

    /** This test's processes on the host: those with the marker among their arguments. */
    protected final List<ProcessHandle> processes() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .map(arguments -> Arrays.asList(arguments).contains(marker))
                        .orElse(false))
                .toList();
    }

    /** An argument for programs, by which {@link #processes} finds them. */
    protected final String marker() {
        return marker;
    }

    private static Path folder(Path parent, String name) throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private static Image image(Path folder) {
        return new Image("digest-" + folder.getFileName(), folder);
    }
}
