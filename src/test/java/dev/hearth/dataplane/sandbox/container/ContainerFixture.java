package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxDriverContract;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;

/** Containers of one launcher for tests: a driver that they share, and programs in them. */
abstract class ContainerFixture extends SandboxDriverContract {
    static final DataSize MEMORY = DataSize.ofMebibytes(128);
    static final DataSize SCRATCH = DataSize.ofMebibytes(64);

    static final Map<String, String> PATH = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

    /** Closed to everybody but root, as a home folder may be. */
    @TempDir
    Path closed;

    /**
     * The driver that tests share one after the other, as most leave it as good as new and opening one takes half a
     * second.
     */
    private static @Nullable SharedDriver shared;

    final String runtime;
    private boolean opened;

    /** Where the drivers of this test had their sandboxes. */
    private final Set<Slot> slots = new HashSet<>();

    @Nullable
    ContainerDriver last;

    ContainerFixture(String runtime) {
        this.runtime = runtime;
    }

    /** The first of a test is the shared one. A second one comes after the death of the first. */
    @Override
    protected SandboxDriver open(Path folder) throws IOException {
        try {
            if (!opened) {
                opened = true;
                SharedDriver driver = shared;
                if (driver == null || !driver.usable()) {
                    driver = SharedDriver.open(runtime);
                    shared = driver;
                }
                last = driver.container();
                slots.add(driver.container().machine().slot());
                return driver;
            }
            ContainerDriver earlier = last;
            if (earlier != null) {
                earlier.abandon();
                SharedDriver first = shared;
                if (first != null && earlier.equals(first.container())) {
                    shared = null;
                }
            }
            ContainerDriver driver = ContainerDriver.open(KilledDriver.config(folder, runtime));
            last = driver;
            slots.add(driver.machine().slot());
            return driver;
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    /** Other instances that were killed on this machine left theirs in other slots. */
    @Override
    protected int recoverOwn(SandboxDriver driver) {
        int all = driver.recover();
        Map<Slot, Integer> found = ((ContainerDriver) driver).machine().recovered();
        assertThat(found.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(all);
        return slots.stream().mapToInt(slot -> found.getOrDefault(slot, 0)).sum();
    }

    @Override
    protected void finish(SandboxDriver used) {
        if (used instanceof SharedDriver driver && driver.equals(shared)) {
            driver.destroySandboxes();
        } else {
            used.close();
        }
    }

    @AfterAll
    static void closeSharedDriver() throws IOException {
        if (shared != null) {
            shared.close();
            shared = null;
        }
        SharedDriver.deleteFolders();
    }

    boolean onDisk() {
        return shell("grep -q ' /tmp ext4 ' /proc/self/mounts && echo disk")
                .text()
                .equals("disk\n");
    }

    void assumePython() {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "making system calls by number takes Python");
    }

    RecordingListener python(String program) {
        RecordingListener listener = start(create(), List.of("/usr/bin/python3", "-I", "-c", program));
        listener.exit();
        return listener;
    }

    RecordingListener shell(String script) {
        RecordingListener listener = start(create(), List.of("/bin/sh", "-c", script));
        listener.exit();
        return listener;
    }

    RecordingListener start(Sandbox sandbox, List<String> command) {
        RecordingListener listener = new RecordingListener();
        sandbox.assign(new Assignment(contents(), command, PATH, Path.of("/")), listener);
        return listener;
    }

    static Map<String, String> status(RecordingListener listener) {
        Map<String, String> status = new HashMap<>();
        listener.text().lines().forEach(line -> {
            String[] parts = line.split(":", 2);
            status.put(parts[0], parts[1].strip());
        });
        return status;
    }
}
