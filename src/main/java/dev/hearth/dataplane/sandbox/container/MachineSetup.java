package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.CgroupTree;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Mounts;
import dev.hearth.base.linux.Slot;
import dev.hearth.base.linux.SlotClaim;
import dev.hearth.base.linux.Spawn;
import dev.hearth.dataplane.sandbox.container.ContainerUnavailableException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Finds out whether this machine can run containers, and prepares it. */
final class MachineSetup {
    /** Where a machine with both versions of cgroups has the second. crun works with either, but not with both. */
    private static final Path SECOND_CGROUPS = Path.of("/sys/fs/cgroup/unified");

    private static final Path USER_NAMESPACES = Path.of("/proc/sys/user/max_user_namespaces");

    private MachineSetup() {}

    static ContainerDriver.Machine of(ContainerConfig config) throws ContainerUnavailableException {
        OciRuntime runtime = check(config);
        AtomicInteger found = new AtomicInteger();
        SlotClaim claim = claim(config, found);
        Deque<Runnable> undoing = new ArrayDeque<>(List.of(claim::close));
        try {
            SandboxNetwork network = network(claim.slot(), config);
            undoing.push(network::close);
            return prepare(config, runtime, claim, found.get(), network, undoing);
        } catch (LinuxException e) {
            undo(undoing, e);
            throw new ContainerUnavailableException(Reason.NO_MOUNTS, e);
        } catch (ContainerUnavailableException | RuntimeException e) {
            undo(undoing, e);
            throw e;
        }
    }

    /** Undoes what was done, the last first; what fails then is told with the failure that led to it. */
    private static void undo(Deque<Runnable> undoing, Exception why) {
        for (Runnable step : undoing) {
            try {
                step.run();
            } catch (RuntimeException e) {
                why.addSuppressed(e);
            }
        }
    }

    private static SlotClaim claim(ContainerConfig config, AtomicInteger found) throws ContainerUnavailableException {
        try {
            return SlotClaim.claim(config.slots(), slot -> found.addAndGet(clean(slot)));
        } catch (LinuxException e) {
            throw new ContainerUnavailableException(Reason.NO_CGROUPS, e);
        }
    }

    /** Makes the rest of what all sandboxes share; pushes how to undo each part. */
    private static ContainerDriver.Machine prepare(
            ContainerConfig config,
            OciRuntime runtime,
            SlotClaim claim,
            int found,
            SandboxNetwork network,
            Deque<Runnable> undoing) {
        Slot slot = claim.slot();
        MountNamespace mounts = MountNamespace.create(Limits.STARTS_AT_ONCE);
        undoing.push(mounts::close);
        Stage stage = mounts.inside(() -> {
            if (Files.isDirectory(SECOND_CGROUPS)) {
                Mounts.detach(SECOND_CGROUPS);
            }
            return Stage.make(slot.folder(), network.nameServers(), network.gateway());
        });
        OciRuntime unchangeable = mounts.inside(() -> stage.unchangeable(runtime));
        EventLoop events = new EventLoop();
        undoing.push(events::close);
        ScratchVolumes scratch = new ScratchVolumes(emptied(config.scratchFolder()), stage.scratch(), mounts);
        undoing.push(scratch::close);
        return new ContainerDriver.Machine(
                claim,
                found,
                CgroupTree.open(slot.name()),
                network,
                new UserBlock(slot.firstUser()),
                mounts,
                scratch,
                events,
                new Launcher(stage, mounts, unchangeable, Spawn.adoptingOrphans(), events));
    }

    private static OciRuntime check(ContainerConfig config) throws ContainerUnavailableException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new ContainerUnavailableException(Reason.NOT_LINUX, "container sandboxes need Linux");
        }
        if (!isRoot()) {
            throw new ContainerUnavailableException(Reason.NOT_ROOT, "container sandboxes need root");
        }
        if (!userNamespacesAllowed()) {
            throw new ContainerUnavailableException(
                    Reason.NO_USER_NAMESPACES, "user namespaces are switched off (" + USER_NAMESPACES + " is 0)");
        }
        return RequiredTools.find(config.tools(), config.runtime());
    }

    private static SandboxNetwork network(Slot slot, ContainerConfig config) throws ContainerUnavailableException {
        try {
            Files.createDirectories(NetworkNamespace.folder());
            Mounts.share(NetworkNamespace.folder());
            List<Cidr> networks =
                    config.openNetworks().stream().map(Cidr::parse).toList();
            return SandboxNetwork.open(
                    slot, new NetworkConfig(config.runtimeApiPort(), config.openHostPorts(), networks));
        } catch (LinuxException e) {
            throw new ContainerUnavailableException(Reason.NO_NETWORK, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends and removes all that carries the slot's name. Mounts went with the process that made them. */
    private static int clean(Slot slot) {
        int sandboxes = CgroupTree.open(slot.name()).removeAll();
        SandboxNetwork.recover(slot);
        return sandboxes;
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean userNamespacesAllowed() {
        try {
            return Files.exists(Path.of("/proc/self/ns/user"))
                    && !Files.readString(USER_NAMESPACES).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
    }

    /** The folder, without what an earlier life was killed over. */
    private static Path emptied(Path folder) {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(ScratchVolumes::isOne).toList()) {
                    Files.delete(file);
                }
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
