package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.linux.Capabilities;
import dev.hearth.base.linux.CgroupLimits;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Mounts;
import dev.hearth.base.linux.Slot;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.NoRoomException;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException.Reason;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.dataplane.sandbox.machine.Machine;
import dev.hearth.dataplane.sandbox.machine.MachineFullException;
import dev.hearth.dataplane.sandbox.machine.MachineUnavailableException;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes as containers: all kinds of namespaces, a user of their own, cgroups, seccomp, a read-only root.
 *
 * <p>The parts of a sandbox (cgroup, network, user ids, scratch space, with the built-in launcher also the container)
 * are made before it has a function. A sandbox has no helper process and no thread.
 */
public final class ContainerDriver implements SandboxDriver {
    private static final Logger LOG = LoggerFactory.getLogger(ContainerDriver.class);

    private static final Path USER_NAMESPACES = Path.of("/proc/sys/user/max_user_namespaces");

    /**
     * The mount point of the second version of cgroups on a machine with both. crun works with either version, but not
     * with both.
     */
    private static final Path SECOND_CGROUPS = Path.of("/sys/fs/cgroup/unified");

    /** The prefix of cgroups that were made before their sandbox was known. */
    private static final String EMPTY = "container-";

    private final SandboxCapabilities capabilities;
    private final Machine machine;
    private final Launcher launcher;
    private final EmptyContainers containers;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<SandboxId, ContainerSandbox> sandboxes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private ContainerDriver(Machine machine, Launcher launcher) {
        TreeOwner root = TreeOwner.of(Slot.SANDBOX_ROOT);
        // asks the kernel: once, as every call of a function asks for it
        this.capabilities = new SandboxCapabilities(
                true, true, true, true, true, root, MountNamespace.canShow(), InitProgram.LOG_DESCRIPTOR);
        this.machine = machine;
        this.launcher = launcher;
        this.containers = new EmptyContainers(this::emptyContainer);
    }

    /**
     * Claims a slot and prepares what all sandboxes share.
     *
     * @throws ContainerUnavailableException if this machine can't run containers
     */
    public static ContainerDriver open(ContainerConfig config) throws ContainerUnavailableException {
        if (!userNamespacesAllowed()) {
            throw new ContainerUnavailableException(
                    Reason.NO_USER_NAMESPACES, "user namespaces are switched off (" + USER_NAMESPACES + " is 0)");
        }
        Optional<OciRuntime> runtime = RequiredTools.find(config);
        Machine machine = machine(config);
        if (runtime.isPresent()) {
            return tried(machine, ociLauncher(machine, runtime.get()), config);
        }
        Optional<OciRuntime> second = config.launcher().isEmpty() ? OciRuntime.find(config.tools()) : Optional.empty();
        try {
            return tried(machine, builtInLauncher(machine, new ContainerSteps(Capabilities.last())), config);
        } catch (ContainerUnavailableException e) {
            if (second.isEmpty()) {
                throw e;
            }
            LOG.warn(
                    "Sandboxes are made by {}, as this kernel can't do what is faster: {}",
                    second.get().path(),
                    e.getMessage());
            Machine another = machine(config);
            return tried(another, ociLauncher(another, second.get()), config);
        }
    }

    /** One with the built-in launcher, containers of these steps, and none that are kept ready. */
    static ContainerDriver open(ContainerConfig config, ContainerSteps steps) throws ContainerUnavailableException {
        Machine machine = machine(config);
        return new ContainerDriver(machine, builtInLauncher(machine, steps));
    }

    private static Launcher builtInLauncher(Machine machine, ContainerSteps steps)
            throws ContainerUnavailableException {
        return launcher(machine, stage -> BuiltInLauncher.make(machine, stage, steps));
    }

    /** A driver that has run a trial program. Closes the machine if it can't. */
    private static ContainerDriver tried(Machine machine, Launcher launcher, ContainerConfig config)
            throws ContainerUnavailableException {
        ContainerDriver driver = new ContainerDriver(machine, launcher);
        try {
            Trial.run(driver, config.machine().scratchFolder());
            LOG.info("{}", machine.mostSandboxesReason());
            if (launcher.preparesMuch()) {
                driver.containers.start();
            }
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

    /** Makes a launcher from the folders that containers share. */
    private interface LauncherMaker {
        Launcher make(Stage stage) throws IOException;
    }

    private static Launcher ociLauncher(Machine machine, OciRuntime runtime) throws ContainerUnavailableException {
        return launcher(machine, stage -> {
            if (Files.isDirectory(SECOND_CGROUPS)) {
                Mounts.detach(SECOND_CGROUPS);
            }
            return new OciLauncher(machine, stage, stage.unchangeable(runtime));
        });
    }

    private static Launcher launcher(Machine machine, LauncherMaker maker) throws ContainerUnavailableException {
        try {
            return machine.mounts()
                    .inside(() -> maker.make(Stage.make(machine.folder(), machine.nameServers(), machine.gateway())));
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
        return capabilities;
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return machine.gateway();
    }

    /**
     * Returns the number of sandboxes that were removed when the slot was claimed, because nothing can be made in a
     * slot before that.
     */
    @Override
    public int recover() {
        return machine.recovered().values().stream().mapToInt(Integer::intValue).sum();
    }

    @Override
    public Optional<Capacity> capacity() {
        return Optional.of(new Capacity(machine.mostSandboxes(), machine.mostSandboxesReason()));
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
        containers.close();
        launcher.close();
        machine.close();
    }

    /** Ends without removing anything, as {@code kill -9} does. It is for tests of the next start. */
    void abandon() {
        closed = true;
        // their processes would end with this one
        containers.stop().forEach(empty -> empty.container().remove());
        machine.abandon();
    }

    /** The machine's parts. */
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
            EmptyContainer container = launcher.preparesMuch()
                    ? containers.take()
                    : prepared(spec.id(), ContainerSandbox.limits(spec.memory()));
            try {
                if (launcher.preparesMuch()) {
                    container.allocation().cgroup().limit(ContainerSandbox.limits(spec.memory()));
                }
                machine.provideScratch(container.allocation(), spec.scratch());
            } catch (RuntimeException e) {
                container.remove();
                throw e;
            }
            return new ContainerSandbox(
                    spec.id(), container, spec.memory(), launcher, () -> sandboxes.remove(spec.id()));
        } catch (MachineFullException e) {
            throw new NoRoomException(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            throw new SandboxException("sandbox " + spec.id() + " can't be made: " + e.getMessage(), e);
        }
    }

    /** Makes a container that belongs to no sandbox yet. */
    private EmptyContainer emptyContainer() {
        SandboxId name = new SandboxId(EMPTY + numbers.incrementAndGet());
        return prepared(name, ContainerSandbox.limits(Limits.USUAL_MEMORY));
    }

    private EmptyContainer prepared(SandboxId name, CgroupLimits limits) {
        Allocation allocation = machine.allocate(name.value(), limits);
        try {
            return new EmptyContainer(allocation, launcher.prepare(name, allocation), false);
        } catch (RuntimeException e) {
            allocation.close();
            throw e;
        }
    }

    private static void destroy(ContainerSandbox sandbox) {
        try {
            sandbox.destroy();
        } catch (RuntimeException e) {
            LOG.error("sandbox {} can't be removed; the next start will", sandbox.id(), e);
        }
    }
}
