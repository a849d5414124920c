package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A container driver that several tests use one after the other: it knows which sandboxes are to go after each. */
final class SharedDriver implements SandboxDriver {
    private final ContainerDriver container;
    private final Queue<Sandbox> sandboxes = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    private SharedDriver(ContainerDriver container) {
        this.container = container;
    }

    /** Opens one over a folder of its own. */
    static SharedDriver open(String runtime) throws IOException, ContainerUnavailableException {
        Path folder = Files.createTempDirectory("hearth-shared-driver");
        folder.toFile().deleteOnExit();
        return new SharedDriver(ContainerDriver.open(KilledDriver.config(folder, runtime)));
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
    public Layout layout(Contents contents) {
        return container.layout(contents);
    }
}
