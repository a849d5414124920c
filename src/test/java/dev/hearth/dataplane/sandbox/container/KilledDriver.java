package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.SearchPath;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import dev.hearth.dataplane.sandbox.machine.NetworkConfig;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A program of its own that makes sandboxes and waits to be killed: {@code KilledDriver folder runtime marker}. Once
 * all run, it goes on destroying them and making new ones, so that death finds some half made and half removed.
 */
final class KilledDriver {
    static final int SANDBOXES = 36;
    private static final int MAKERS = 6;
    private static final DataSize MEMORY = DataSize.ofMebibytes(36 * 128);

    private final ContainerDriver driver;
    private final Assignment assignment;
    private final Ids ids = Ids.secure();

    private KilledDriver(ContainerDriver driver, Assignment assignment) {
        this.driver = driver;
        this.assignment = assignment;
    }

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        ContainerDriver driver = ContainerDriver.open(config(folder, arguments[1]));
        KilledDriver program = new KilledDriver(driver, assignment(folder, arguments[2]));
        CountDownLatch running = new CountDownLatch(SANDBOXES);
        for (int i = 0; i < MAKERS; i++) {
            Thread.ofPlatform().start(() -> program.make(running));
        }
        running.await();
        Path note = Files.writeString(
                folder.resolve("note"), String.valueOf(driver.machine().slot().number()));
        Files.move(note, folder.resolve("running"));
        new CountDownLatch(1).await();
    }

    /** Makes its share of the sandboxes, then replaces the oldest for ever; some are frozen, some reset. */
    private void make(CountDownLatch running) {
        Deque<Sandbox> own = new ArrayDeque<>();
        for (long made = 0; ; made++) {
            if (own.size() == SANDBOXES / MAKERS) {
                own.removeFirst().destroy();
            }
            SandboxSpec spec =
                    new SandboxSpec(new SandboxId(ids.hex(32)), DataSize.ofMebibytes(128), DataSize.ofMebibytes(512));
            Sandbox sandbox = driver.create(spec);
            own.add(sandbox);
            start(sandbox);
            if (made % 3 == 0) {
                sandbox.reset();
                start(sandbox);
            }
            if (made % 2 == 0) {
                sandbox.freeze();
            }
            running.countDown();
        }
    }

    private void start(Sandbox sandbox) {
        CountDownLatch started = new CountDownLatch(1);
        sandbox.assign(assignment, new Starting(started));
        try {
            started.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts this thread", e);
        }
    }

    static ContainerConfig config(Path folder, String runtime) {
        NetworkConfig network = new NetworkConfig(Set.of(9001), Set.of(), List.of());
        MachineConfig machine = new MachineConfig(Slot.HOME, folder.resolve("scratch"), network, MEMORY);
        return new ContainerConfig(machine, Optional.of(runtime), SearchPath.SYSTEM);
    }

    private static Assignment assignment(Path folder, String marker) throws IOException {
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Image image = new Image("empty", empty);
        String script = "echo started; echo text >> /tmp/file; sleep " + marker + " & sleep " + marker;
        return new Assignment(
                new Contents(image, image, Optional.empty(), List.of()),
                List.of("/bin/sh", "-c", script),
                Map.of("PATH", "/usr/bin:/bin"),
                Path.of("/"));
    }

    private record Starting(CountDownLatch latch) implements SandboxListener {
        @Override
        public void output(byte[] bytes) {
            latch.countDown();
        }

        @Override
        public void exited(Exit exit) {
            // it never does
        }
    }
}
