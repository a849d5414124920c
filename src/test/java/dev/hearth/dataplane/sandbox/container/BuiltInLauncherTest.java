package dev.hearth.dataplane.sandbox.container;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What only the built-in launcher has: containers that are kept ready, and a process that makes them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class BuiltInLauncherTest {
    @TempDir
    Path folder;

    private final Ids ids = Ids.secure();
    private Set<Long> others;
    private ContainerDriver driver;

    @BeforeEach
    void open() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        others = processes().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
        try {
            driver = ContainerDriver.open(KilledDriver.config(folder, ContainerConfig.BUILT_IN));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void close() {
        driver.close();
        assertThat(own()).isEmpty();
    }

    @Test
    void containersAreKeptReadyAndMadeAgain() {
        awaitReady();
        List<Sandbox> sandboxes = new ArrayList<>();
        for (int i = 0; i < 2 * Limits.READY_LEAST; i++) {
            sandboxes.add(create());
        }
        assertThat(sandboxes.getFirst().madeAhead()).isTrue();
        sandboxes.forEach(sandbox -> assertThat(run(sandbox)).isEqualTo(new Exit.Status(0)));
        sandboxes.forEach(Sandbox::destroy);
        awaitMore();
    }

    @Test
    void whatWasKilledWhileItWasReadyIsNotUsed() {
        awaitReady();
        own().forEach(ProcessHandle::destroyForcibly);
        awaitTrue("they have ended", () -> own().isEmpty());
        assertThat(run(create())).isEqualTo(new Exit.Status(0));
        awaitMore();
    }

    @Test
    void anEmptySandboxThatIsDestroyedLeavesNoProcess() {
        Sandbox sandbox = create();
        sandbox.destroy();
        sandbox.destroy();
    }

    /** Those that wait, and the one that makes them. */
    private void awaitReady() {
        awaitTrue("containers are ready", () -> own().size() > Limits.READY_LEAST);
    }

    /** More are made only when half of them are gone. */
    private void awaitMore() {
        awaitTrue("containers are ready again", () -> own().size() > Limits.READY_LEAST / 2);
    }

    private List<ProcessHandle> own() {
        return processes().stream()
                .filter(process -> !others.contains(process.pid()))
                .toList();
    }

    private static List<ProcessHandle> processes() {
        return ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .command()
                        .filter(name -> name.endsWith("/init"))
                        .isPresent())
                .toList();
    }

    private Sandbox create() {
        return driver.create(
                new SandboxSpec(new SandboxId(ids.hex(32)), DataSize.ofMebibytes(128), DataSize.ofMebibytes(16)));
    }

    private Exit run(Sandbox sandbox) {
        RecordingListener listener = new RecordingListener();
        Image empty = new Image("empty", folder);
        Contents contents = new Contents(empty, empty, Optional.empty(), List.of());
        sandbox.assign(new Assignment(contents, List.of("/bin/true"), Map.of(), Path.of("/")), listener);
        return listener.exit();
    }
}
