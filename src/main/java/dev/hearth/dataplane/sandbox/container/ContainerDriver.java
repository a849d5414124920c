package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.linux.CgroupLimits;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.Mounts;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException.Reason;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.dataplane.sandbox.machine.Machine;
import dev.hearth.dataplane.sandbox.machine.MachineUnavailableException;
import dev.hearth.model.DataSize;
import dev.hearth.model.Quotas;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes as containers: namespaces for everything, a user of its own, cgroups, seccomp, a read-only root.
 *
 * <p>What a sandbox is made of (cgroup, network, users, scratch space) is there before it has a function; starting the
 * function is one run of the OCI runtime. No helper process and no thread stays with a sandbox.
 */
public final class ContainerDriver implements SandboxDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerDriver.class);

    private static final Path USER_NAMESPACES = Path.of("/proc/sys/user/max_user_namespaces");

    /** Where a machine with both versions of cgroups has the second. crun works with either, but not with both. */
    private static final Path SECOND_CGROUPS = Path.of("/sys/fs/cgroup/unified");

    private final Machine machine;
    private final Launcher launcher;
    private final Map<SandboxId, ContainerSandbox> sandboxes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ContainerDriver(Machine machine, Launcher launcher) {
        this.machine = machine;
        this.launcher = launcher;
    }

    /**
     * Takes a place on this machine and prepares what all sandboxes share.
     *
     * @throws ContainerUnavailableException if this machine can't run containers
     */
    public static ContainerDriver open(ContainerConfig config) throws ContainerUnavailableException {
        if (!userNamespacesAllowed()) {
            throw new ContainerUnavailableException(
                    Reason.NO_USER_NAMESPACES, "user namespaces are switched off (" + USER_NAMESPACES + " is 0)");
        }
        OciRuntime runtime = RequiredTools.find(config.tools(), config.runtime());
        Machine machine = machine(config);
        ContainerDriver driver = new ContainerDriver(machine, launcher(machine, runtime));
        try {
            Trial.run(driver, config.machine().scratchFolder());
            return driver;
        } catch (RuntimeException e) {
            driver.close();
            throw new ContainerUnavailableException(Reason.NO_START, e);
        }
    }

    private static Machine machine(ContainerConfig config) throws ContainerUnavailableException {
        try {
            return Machine.open(config.machine());
        } catch (MachineUnavailableException e) {
            throw new ContainerUnavailableException(e);
        }
    }

    private static Launcher launcher(Machine machine, OciRuntime runtime) throws ContainerUnavailableException {
        try {
            return machine.mounts().inside(() -> {
                if (Files.isDirectory(SECOND_CGROUPS)) {
                    Mounts.detach(SECOND_CGROUPS);
                }
                Stage stage = Stage.make(machine.folder(), machine.nameServers(), machine.gateway());
                return new OciLauncher(machine, stage, stage.unchangeable(runtime));
            });
        } catch (LinuxException e) {
            machine.close();
            throw new ContainerUnavailableException(Reason.NO_MOUNTS, e);
        } catch (RuntimeException e) {
            machine.close();
            throw e;
        }
    }

    private static boolean userNamespacesAllowed() {
        try {
            return !Files.exists(USER_NAMESPACES)
                    || !Files.readString(USER_NAMESPACES).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "container";
    }

    @Override
    public SandboxCapabilities capabilities() {
        TreeOwner root = TreeOwner.of(Slot.SANDBOX_ROOT);
        return new SandboxCapabilities(true, true, true, true, true, root, InitProgram.LOG_DESCRIPTOR);
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return machine.gateway();
    }

    /** Everything was removed when the slot was claimed, for nothing can be made in it before; this tells how much. */
    @Override
    public int recover() {
        return machine.recovered();
    }

    @Override
    public DataSize memoryUsed() {
        return machine.memoryUsed();
    }

    @Override
    public Duration processorTime() {
        return machine.processorTime();
    }

    @Override
    public Layout layout(Contents contents) {
        return ContainerLayout.of(contents);
    }

    @Override
    public Sandbox create(SandboxSpec spec) {
        requireOpen();
        ContainerSandbox sandbox = make(spec);
        sandboxes.put(spec.id(), sandbox);
        if (closed) {
            sandbox.destroy();
            requireOpen();
        }
        return sandbox;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (ExecutorService destroyers = Executors.newVirtualThreadPerTaskExecutor()) {
            sandboxes.values().forEach(sandbox -> destroyers.execute(() -> destroy(sandbox)));
        }
        launcher.close();
        machine.close();
    }

    /** Ends as {@code kill -9} would, for those who want to see the next life clean up: everything is left. */
    void abandon() {
        closed = true;
        machine.abandon();
    }

    /** What it stands on. */
    Machine machine() {
        return machine;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the container driver is closed");
        }
    }

    private ContainerSandbox make(SandboxSpec spec) {
        try {
            Allocation allocation = machine.allocate(spec.id().value(), limits(spec), spec.scratch());
            try {
                return new ContainerSandbox(
                        spec.id(),
                        allocation,
                        spec.memory(),
                        processors(spec),
                        launcher,
                        () -> sandboxes.remove(spec.id()));
            } catch (RuntimeException e) {
                allocation.close();
                throw e;
            }
        } catch (RuntimeException e) {
            throw new SandboxException("sandbox " + spec.id() + " can't be made: " + e.getMessage(), e);
        }
    }

    private static double processors(SandboxSpec spec) {
        return spec.memory().toMebibytes() / (double) Quotas.MEBIBYTES_PER_PROCESSOR;
    }

    private static CgroupLimits limits(SandboxSpec spec) {
        double forInit = Math.max(processors(spec), Limits.PROCESSORS_FOR_INIT);
        return new CgroupLimits(spec.memory(), forInit, processors(spec), Limits.PROCESSES);
    }

    private static void destroy(ContainerSandbox sandbox) {
        try {
            sandbox.destroy();
        } catch (RuntimeException e) {
            LOG.error("sandbox {} can't be removed; the next start will", sandbox.id(), e);
        }
    }
}
