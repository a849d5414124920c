package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.Command;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.ImageRoot;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers whose root is an image's: here one with nothing but busybox. */
@Timeout(120)
@Tag("security")
class ImageContainerTest {
    private static final Map<String, String> PATH = Map.of("PATH", "/bin");

    @TempDir
    Path temporary;

    private final Ids ids = Ids.secure();
    private final List<ContainerDriver> drivers = new ArrayList<>();
    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        Path busybox = Stream.of("/bin/busybox", "/usr/bin/busybox")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(Path.of("/none"));
        assumeTrue(Files.isExecutable(busybox), "there is no busybox here (Debian's package busybox-static)");
        tree = folder(temporary.resolve("tree"));
        for (String name : ImageRoot.MOUNT_FOLDERS) {
            folder(tree.resolve(name.substring(1)));
        }
        folder(tree.resolve("etc"));
        for (String name : ImageRoot.MOUNT_FILES) {
            file(name, "", "rw-r--r--");
        }
        folder(tree.resolve("bin"));
        Files.copy(busybox, tree.resolve("bin/busybox"));
        for (String tool : List.of("sh", "cat", "ls", "id", "touch", "head", "wc", "pwd", "echo", "sleep", "env")) {
            Files.createSymbolicLink(tree.resolve("bin").resolve(tool), Path.of("busybox"));
        }
    }

    @AfterEach
    void closeDrivers() {
        drivers.forEach(ContainerDriver::close);
    }

    private static Path folder(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        return folder;
    }

    private void file(String name, String text, String mode) throws IOException {
        Path file = Files.writeString(tree.resolve(name.substring(1)), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private ContainerDriver open(String runtime) throws IOException {
        try {
            Path home = folder(temporary.resolve("home-" + drivers.size()));
            ContainerDriver driver = ContainerDriver.open(KilledDriver.config(home, runtime));
            drivers.add(driver);
            return driver;
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    private Sandbox create(ContainerDriver driver) {
        return driver.create(
                new SandboxSpec(new SandboxId(ids.hex(32)), DataSize.ofMebibytes(128), DataSize.ofMebibytes(16)));
    }

    private RecordingListener run(ContainerDriver driver, String folder, String... command) {
        RecordingListener listener = new RecordingListener();
        create(driver)
                .assign(
                        new Assignment(new ImageRoot(new Image("tree", tree)), List.of(command), PATH, Path.of(folder)),
                        listener);
        listener.exit();
        return listener;
    }

    private String shell(ContainerDriver driver, String script) {
        return run(driver, "/", "/bin/sh", "-c", script).text();
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void itsOwnProgramsRunBesideTheFunctions(String runtime) throws IOException {
        file("/bin/beside", "#!/bin/sh\necho beside $(pwd) $(id -u); sleep 1000", "rwxr-xr-x");
        ContainerDriver driver = open(runtime);
        Sandbox sandbox = create(driver);
        RecordingListener listener = new RecordingListener();
        sandbox.assign(
                new Assignment(
                        new ImageRoot(new Image("tree", tree)),
                        List.of("/bin/sh", "-c", "pwd; exit 4"),
                        PATH,
                        Path.of("/etc"),
                        new Assignment.Companions(List.of(new Companion("beside", Path.of("/bin/beside"))), PATH)),
                listener);
        listener.awaitCompanionText("beside / 993\n");
        sandbox.start();
        assertThat(listener.exit()).isEqualTo(new Exit.Status(4));
        assertThat(listener.text()).isEqualTo("/etc\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void itsRootIsTheImagesAndNothingElse(String runtime) throws IOException {
        ContainerDriver driver = open(runtime);
        assertThat(driver.capabilities().images()).isTrue();
        assertThat(shell(driver, "ls /")).isEqualTo("bin\ndev\netc\nproc\ntmp\nvar\n");
        assertThat(shell(driver, "ls /etc /var")).doesNotContain("passwd", "task");
        assertThat(shell(driver, "cat /etc/hosts")).contains("localhost", "host.hearth.internal");
        assertThat(shell(driver, "cat /etc/resolv.conf")).contains("nameserver");
        assertThat(shell(driver, "head -c 5 /dev/zero | wc -c; echo x > /dev/null && echo there"))
                .isEqualTo("5\nthere\n");
        assertThat(run(driver, "/etc", "/bin/pwd").text()).isEqualTo("/etc\n");
        assertThat(run(driver, "/bin", "./echo", "relative").text()).isEqualTo("relative\n");
    }

    @ParameterizedTest
    @CsvSource({
        "built-in, /private/etc",
        "built-in, private/etc",
        "crun, /private/etc",
        "crun, private/etc",
        "runc, /private/etc",
        "runc, private/etc"
    })
    void itsFoldersMayBeLinks(String runtime, String target) throws IOException {
        folder(tree.resolve("private"));
        Files.move(tree.resolve("etc"), tree.resolve("private/etc"));
        Files.createSymbolicLink(tree.resolve("etc"), Path.of(target));
        ContainerDriver driver = open(runtime);
        assertThat(shell(driver, "cat /etc/hosts")).contains("localhost", "host.hearth.internal");
        assertThat(Files.readString(tree.resolve("private/etc/hosts"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void itCanWriteNowhereButInItsScratch(String runtime) throws IOException {
        ContainerDriver driver = open(runtime);
        for (String place :
                List.of("/x", "/etc/hosts", "/bin/x", "/bin/busybox", "/var/rapid/init", "/dev/x", "/etc/x")) {
            assertThat(shell(driver, "(echo x > " + place + ") 2> /dev/null && echo written || echo refused"))
                    .as(place)
                    .isEqualTo("refused\n");
        }
        assertThat(shell(driver, "echo mine > /tmp/x && cat /tmp/x")).isEqualTo("mine\n");
        assertThat(shell(driver, "ls /tmp | wc -l")).doesNotContain("x");
        assertThat(tree.resolve("x")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void itIsANobodyWithoutRights(String runtime) throws IOException {
        Files.setPosixFilePermissions(tree.resolve("bin/busybox"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Command.run(List.of("chmod", "4755", tree.resolve("bin/busybox").toString()), "", Duration.ofSeconds(5));
        ContainerDriver driver = open(runtime);
        assertThat(shell(driver, "id -u; id -g; cat /proc/self/status"))
                .startsWith("993\n990\n")
                .contains("NoNewPrivs:\t1", "Seccomp:\t2", "CapBnd:\t0000000000000000", "CapEff:\t0000000000000000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void aProgramThatCanNotBeStartedIsItsEnd(String runtime) throws IOException {
        file("/bin/closed", "#!/bin/sh\n", "rw-r--r--");
        file("/bin/text", "no program", "rwxr-xr-x");
        file("/bin/lost", "#!/bin/nowhere\n", "rwxr-xr-x");
        ContainerDriver driver = open(runtime);
        assertThat(run(driver, "/", "/nowhere").exit())
                .isEqualTo(new Exit.NotStarted("fork/exec /nowhere: no such file or directory"));
        assertThat(run(driver, "/", "/bin/closed").exit())
                .isEqualTo(new Exit.NotStarted("fork/exec /bin/closed: permission denied"));
        assertThat(run(driver, "/", "/bin/text").exit())
                .isEqualTo(new Exit.NotStarted("fork/exec /bin/text: exec format error"));
        assertThat(run(driver, "/", "/bin/lost").exit())
                .isEqualTo(new Exit.NotStarted("fork/exec /bin/lost: no such file or directory"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"built-in", "crun", "runc"})
    void itFreezesEndsAndLeavesNothing(String runtime) throws IOException {
        ContainerDriver driver = open(runtime);
        Sandbox sandbox = create(driver);
        RecordingListener listener = new RecordingListener();
        sandbox.assign(
                new Assignment(
                        new ImageRoot(new Image("tree", tree)),
                        List.of("/bin/sh", "-c", "echo ready; while :; do sleep 1; done"),
                        PATH,
                        Path.of("/")),
                listener);
        RecordingListener.awaitTrue("it runs", () -> listener.text().equals("ready\n"));
        sandbox.freeze();
        sandbox.thaw();
        sandbox.destroy();
        assertThat(listener.exit()).isEqualTo(new Exit.Signal(9));
        assertThat(sandbox.address()).isNotEqualTo(Optional.empty());
    }
}
