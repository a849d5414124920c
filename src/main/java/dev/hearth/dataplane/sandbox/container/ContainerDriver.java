package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.CgroupLimits;
import dev.hearth.base.linux.CgroupTree;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Slot;
import dev.hearth.base.linux.SlotClaim;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.Layout;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxCapabilities;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxListener;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException.Reason;
import dev.hearth.model.SandboxId;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private static final SandboxId TRIAL = new SandboxId("trial");

    private final Machine machine;
    private final Map<SandboxId, ContainerSandbox> sandboxes = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * What the driver has on the machine.
     *
     * @param found how many sandboxes an earlier life had left
     */
    record Machine(
            SlotClaim claim,
            int found,
            CgroupTree cgroups,
            SandboxNetwork network,
            UserBlock users,
            MountNamespace mounts,
            ScratchVolumes scratch,
            EventLoop events,
            Launcher launcher) {}

    private ContainerDriver(Machine machine) {
        this.machine = machine;
    }

    /**
     * Takes a place on this machine and prepares what all sandboxes share.
     *
     * @throws ContainerUnavailableException if this machine can't run containers
     */
    public static ContainerDriver open(ContainerConfig config) throws ContainerUnavailableException {
        ContainerDriver driver = new ContainerDriver(MachineSetup.of(config));
        try {
            driver.start(config);
            return driver;
        } catch (RuntimeException e) {
            driver.close();
            throw new ContainerUnavailableException(Reason.NO_START, e);
        }
    }

    @Override
    public String name() {
        return "container";
    }

    @Override
    public SandboxCapabilities capabilities() {
        return new SandboxCapabilities(true, true, true, true, true);
    }

    @Override
    public InetAddress runtimeApiAddress() {
        return machine.network().gateway();
    }

    /** Everything was removed when the slot was claimed, for nothing can be made in it before; this tells how much. */
    @Override
    public int recover() {
        return machine.found();
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
        machine.scratch().refill();
        return sandbox;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (ExecutorService destroyers = Executors.newVirtualThreadPerTaskExecutor()) {
            sandboxes.values().forEach(sandbox -> destroyers.execute(() -> attempt("a sandbox", sandbox::destroy)));
        }
        attempt("scratch volumes", machine.scratch()::close);
        attempt("the event thread", machine.events()::close);
        attempt("mounts", machine.mounts()::close);
        attempt("the network", machine.network()::close);
        attempt("cgroups", machine.cgroups()::removeAll);
        attempt("the slot", machine.claim()::close);
    }

    /** Ends as {@code kill -9} would, for those who want to see the next life clean up: everything is left. */
    void abandon() {
        closed = true;
        machine.claim().abandon();
    }

    /** Its place on this machine. */
    Slot slot() {
        return machine.claim().slot();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the container driver is closed");
        }
    }

    /** Runs a program that does nothing, before anybody relies on it, and so that the first function finds all warm. */
    private void start(ContainerConfig config) {
        SandboxSpec spec = new SandboxSpec(TRIAL, Limits.TRIAL_MEMORY, Limits.SCRATCH_USUAL);
        Image empty = new Image("trial", config.scratchFolder());
        Contents contents = new Contents(empty, empty, Optional.empty(), List.of());
        Assignment trial = new Assignment(contents, List.of("/bin/true"), Map.of(), Path.of("/"));
        CompletableFuture<Exit> end = new CompletableFuture<>();
        Sandbox sandbox = create(spec);
        try {
            sandbox.assign(trial, new EndOnly(end));
            Exit exit = end.get(Limits.TRIAL.toNanos(), TimeUnit.NANOSECONDS);
            if (!exit.equals(new Exit.Status(0))) {
                throw new SandboxException("a program that does nothing ended with " + exit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while a container was tried", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new SandboxException("a container was started, but a program that does nothing did not end", e);
        } finally {
            sandbox.destroy();
        }
    }

    /** Hears of the end. */
    private record EndOnly(CompletableFuture<Exit> end) implements SandboxListener {
        @Override
        public void output(byte[] bytes) {
            // it prints nothing
        }

        @Override
        public void exited(Exit exit) {
            end.complete(exit);
        }
    }

    private ContainerSandbox make(SandboxSpec spec) {
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            int user = machine.users().take();
            undo.push(() -> machine.users().giveBack(user));
            NetworkNamespace network = machine.network().take();
            undo.push(() -> machine.network().discard(network));
            Cgroup cgroup = machine.cgroups().create(spec.id().value(), limits(spec));
            undo.push(cgroup::remove);
            ScratchVolumes.Volume scratch =
                    machine.mounts().inside(() -> machine.scratch().take(spec.scratch(), user + 1));
            undo.push(() -> sandboxes.remove(spec.id()));
            ContainerSandbox.Parts parts = new ContainerSandbox.Parts(user, cgroup, network, scratch, processors(spec));
            return new ContainerSandbox(spec.id(), parts, machine.launcher(), () -> undo(undo));
        } catch (RuntimeException e) {
            undo(undo);
            throw new SandboxException("sandbox " + spec.id() + " can't be made: " + e.getMessage(), e);
        }
    }

    private static double processors(SandboxSpec spec) {
        return spec.memory().toMebibytes() / Limits.MEBIBYTES_PER_PROCESSOR;
    }

    private static CgroupLimits limits(SandboxSpec spec) {
        double forInit = Math.max(processors(spec), Limits.PROCESSORS_FOR_INIT);
        return new CgroupLimits(spec.memory(), forInit, processors(spec), Limits.PROCESSES);
    }

    private static void undo(Deque<Runnable> steps) {
        steps.forEach(step -> attempt("a part of a sandbox", step));
        steps.clear();
    }

    private static void attempt(String what, Runnable removal) {
        try {
            removal.run();
        } catch (RuntimeException e) {
            LOG.error("{} can't be removed; the next start will", what, e);
        }
    }
}
