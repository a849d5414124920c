package dev.hearth.dataplane.sandbox.container;

import static dev.hearth.dataplane.sandbox.RecordingListener.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An OCI runtime that is killed before or after it has done what it was to do. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Tag("security")
class DyingRuntimeTest {
    @TempDir
    Path folder;

    private final Ids ids = Ids.secure();

    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void leavesNothingAndTheNextSandboxWorks(String runtime) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Slot slot;
        try (ContainerDriver driver = open(runtime)) {
            slot = driver.machine().slot();
            for (String moment : List.of("before-run", "after-run")) {
                Sandbox sandbox = create(driver);
                dies(moment);
                assertThatThrownBy(() -> run(sandbox))
                        .isInstanceOf(SandboxException.class)
                        .hasMessageContaining(runtime + " failed");
                lives();
                sandbox.destroy();
                works(driver);
            }
            for (String moment : List.of("before-delete", "after-delete")) {
                Sandbox sandbox = create(driver);
                assertThat(run(sandbox)).isEqualTo(new Exit.Status(0));
                dies(moment);
                try {
                    sandbox.destroy(); // crun is not asked
                } catch (RuntimeException e) {
                    assertThat(e).hasMessageContaining(runtime);
                    lives();
                    sandbox.destroy();
                }
                lives();
                works(driver);
            }
        }
        assertThat(Leftovers.of(slot)).isEmpty();
        awaitTrue("loop devices are gone", () -> Leftovers.loopDevices(folder).isEmpty());
    }

    private void dies(String moment) throws Exception {
        Files.writeString(fault(), moment);
    }

    private void lives() throws Exception {
        Files.deleteIfExists(fault());
    }

    private Path fault() {
        return folder.resolve("fault");
    }

    private void works(ContainerDriver driver) {
        Sandbox sandbox = create(driver);
        assertThat(run(sandbox)).isEqualTo(new Exit.Status(0));
        sandbox.destroy();
    }

    private Sandbox create(ContainerDriver driver) {
        SandboxId id = new SandboxId(ids.hex(32));
        return driver.create(new SandboxSpec(id, DataSize.ofMebibytes(128), DataSize.ofMebibytes(16)));
    }

    private Exit run(Sandbox sandbox) {
        RecordingListener listener = new RecordingListener();
        Image empty = new Image("empty", folder);
        Contents contents = new Contents(empty, empty, Optional.empty(), List.of());
        sandbox.assign(new Assignment(contents, List.of("/bin/true"), Map.of(), Path.of("/")), listener);
        return listener.exit();
    }

    /** A driver whose runtime kills itself at the moment that the file names. */
    private ContainerDriver open(String name) throws Exception {
        Optional<Path> real = SearchPath.SYSTEM.find(name);
        assumeTrue(real.isPresent(), name + " is not installed");
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path runtime = Files.writeString(tools.resolve(name), """
                #!/bin/sh
                for argument; do
                    case "$argument" in run|delete) what=$argument; break ;; esac
                done
                fault=
                [ ! -e "%1$s" ] || read -r fault < "%1$s" || true
                [ "$fault" != "before-$what" ] || kill -9 $$
                %2$s "$@"
                status=$?
                [ "$fault" != "after-$what" ] || kill -9 $$
                exit $status
                """.formatted(fault(), real.get()));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        ContainerConfig config = KilledDriver.config(folder, name);
        SearchPath search = new SearchPath(List.of(tools, Path.of("/usr/bin"), Path.of("/usr/sbin")));
        try {
            return ContainerDriver.open(new ContainerConfig(config.machine(), Optional.of(name), search));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
