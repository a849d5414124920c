package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/** A container driver that several tests use one after the other: it knows which sandboxes are to go after each. */
final class SharedDriver implements SandboxDriver {
    private static final Queue<Path> FOLDERS = new ConcurrentLinkedQueue<>();

    private final ContainerDriver container;
    private final Queue<Sandbox> sandboxes = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private SharedDriver(ContainerDriver container) {
        this.container = container;
    }

    /** Opens one over a folder of its own. */
    static SharedDriver open(String runtime) throws IOException, ContainerUnavailableException {
        Path folder = Files.createTempDirectory("hearth-shared-driver");
        FOLDERS.add(folder);
        return new SharedDriver(ContainerDriver.open(KilledDriver.config(folder, runtime)));
    }

    /** Removes the folders of all that were opened; they are closed or dead. */
    static void deleteFolders() throws IOException {
        for (Path folder = FOLDERS.poll(); folder != null; folder = FOLDERS.poll()) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    ContainerDriver container() {
        return container;
    }

    boolean usable() {
        return !closed;
    }

    void destroySandboxes() {
        for (Sandbox sandbox = sandboxes.poll(); sandbox != null; sandbox = sandboxes.poll()) {
            sandbox.destroy();
        }
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        Sandbox sandbox = container.create(spec);
        sandboxes.add(sandbox);
        return sandbox;
    }

    @Override
    public void close() {
        closed = true;
        container.close();
    }

    @Override
    public String name() {
        return container.name();
    }

    @Override
    public SandboxCapabilities capabilities() {
        return container.capabilities();
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return container.runtimeApiAddress();
    }

    @Override
    public int recover() {
        return container.recover();
    }

    @Override
    public DataSize memoryUsed() {
        return container.memoryUsed();
    }

    @Override
    public Duration processorTime() {
        return container.processorTime();
    }

    @Override
    public Layout layout(Contents contents) {
        return container.layout(contents);
    }
}
