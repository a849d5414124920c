package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.SearchPath;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An OCI runtime that hangs for some sandboxes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Tag("security")
class HangingRuntimeTest {
    private static final int HANGING = 3;

    @TempDir
    Path folder;

    private final Ids ids = Ids.secure();

    @Test
    void costsThoseSandboxesADeadlineAndOthersNothing() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path hanging = Files.createDirectory(folder.resolve("hanging"));
        try (ContainerDriver driver = open(hanging);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Sandbox> stuck = new ArrayList<>();
            List<Future<?>> starts = new ArrayList<>();
            for (int i = 0; i < HANGING; i++) {
                Sandbox sandbox = create(driver);
                Files.createFile(hanging.resolve(sandbox.id().value()));
                stuck.add(sandbox);
                starts.add(threads.submit(() -> assign(sandbox)));
            }
            Sandbox other = create(driver);
            assertThat(assign(other).exit()).isEqualTo(new Exit.Status(0));
            assertThat(starts).noneMatch(Future::isDone);
            for (Future<?> start : starts) {
                assertThatThrownBy(() -> start.get(1, TimeUnit.MINUTES))
                        .hasCauseInstanceOf(SandboxException.class)
                        .hasMessageContaining("took longer than " + Limits.RUNTIME_START);
            }
            // its cgroup can be removed only when nothing runs in it any more
            stuck.forEach(Sandbox::destroy);
            assertThat(assign(create(driver)).exit()).isEqualTo(new Exit.Status(0));
        }
    }

    private Sandbox create(ContainerDriver driver) {
        SandboxId id = new SandboxId(ids.hex(32));
        return driver.create(new SandboxSpec(id, DataSize.ofMebibytes(128), DataSize.ofMebibytes(16)));
    }

    private RecordingListener assign(Sandbox sandbox) {
        RecordingListener listener = new RecordingListener();
        Image empty = new Image("empty", folder);
        Contents contents = new Contents(empty, empty, Optional.empty(), List.of());
        sandbox.assign(new Assignment(contents, List.of("/bin/true"), Map.of(), Path.of("/")), listener);
        return listener;
    }

    /** A driver whose runtime hangs for each sandbox that has a file in this folder. */
    private ContainerDriver open(Path hanging) throws Exception {
        Optional<Path> crun = SearchPath.SYSTEM.find("crun");
        assumeTrue(crun.isPresent(), "crun is not installed");
        Path tools = Files.createDirectory(folder.resolve("tools"));
        Path runtime = Files.writeString(tools.resolve("crun"), """
                #!/bin/sh
                for argument; do
                    [ ! -e "%s/$argument" ] || sleep 31557600
                done
                exec %s "$@"
                """.formatted(hanging, crun.get()));
        Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwxr-xr-x"));
        List<Path> search = List.of(tools, Path.of("/usr/bin"), Path.of("/usr/sbin"));
        ContainerConfig config = KilledDriver.config(folder, "crun");
        try {
            return ContainerDriver.open(
                    new ContainerConfig(config.machine(), Optional.of("crun"), new SearchPath(search)));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }
}
