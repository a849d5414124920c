package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs Java functions as if they were processes in sandboxes: at once, thousands of them, and in memory. */
public final class SimulatedDriver implements SandboxDriver {
    /** All that a driver can do. */
    public static final SandboxCapabilities EVERYTHING =
            new SandboxCapabilities(true, true, true, true, false, TreeOwner.UNPACKER, true, 1);

    private final SimulatedMachine machine;
    private final SimulatedPrograms programs;
    private final SandboxCapabilities capabilities;
    private final AtomicBoolean closed = new AtomicBoolean();

    public SimulatedDriver(SimulatedPrograms programs) {
        this(new SimulatedMachine(), programs, EVERYTHING);
    }

    /**
     * @param capabilities what it shall show itself able to do. Without {@code ownAddress}, programs may speak to a
     *     real Runtime API over the loopback interface
     */
    public SimulatedDriver(SimulatedMachine machine, SimulatedPrograms programs, SandboxCapabilities capabilities) {
        this.machine = machine;
        this.programs = programs;
        this.capabilities = capabilities;
    }

    @Override
    public String name() {
        return "simulated";
    }

    @Override
    public SandboxCapabilities capabilities() {
        return capabilities;
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int recover() {
        List<SimulatedSandbox> left = machine.sandboxes();
        left.forEach(SimulatedSandbox::destroy);
        return left.size();
    }

    @Override
    public Layout layout(Contents contents) {
        return new Layout(
                SimulatedFiles.TASK,
                SimulatedFiles.RUNTIME,
                contents.interpreter().map(image -> SimulatedFiles.INTERPRETER),
                SimulatedFiles.LAYERS,
                contents.sdk().map(image -> SimulatedFiles.SDK),
                Optional.of(SimulatedFiles.SCRATCH));
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        requireOpen();
        Optional<InetAddress> address =
                capabilities.ownAddress() ? Optional.of(machine.nextAddress()) : Optional.empty();
        SimulatedSandbox sandbox = new SimulatedSandbox(spec, address, capabilities, programs, machine);
        machine.add(sandbox);
        if (closed.get()) { // meanwhile: close may have missed it
            sandbox.destroy();
            requireOpen();
        }
        return sandbox;
    }

    @Override
    public void close() {
        if (!closed.getAndSet(true)) {
            machine.sandboxes().forEach(SimulatedSandbox::destroy);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the driver is closed");
        }
    }
}
