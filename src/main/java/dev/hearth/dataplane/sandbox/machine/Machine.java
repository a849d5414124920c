package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.CgroupLimits;
import dev.hearth.base.linux.CgroupTree;
import dev.hearth.base.linux.EventLoop;
import dev.hearth.base.linux.InitProgram;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Mounts;
import dev.hearth.base.linux.Orphans;
import dev.hearth.base.linux.Slot;
import dev.hearth.base.linux.SlotClaim;
import dev.hearth.base.linux.Spawn;
import dev.hearth.dataplane.sandbox.machine.MachineUnavailableException.Reason;
import dev.hearth.model.DataSize;
import dev.hearth.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts of this machine that sandboxes need, in a slot that no other instance has. A driver opens one. What differs
 * between containers and virtual machines is the driver's.
 *
 * <pre>
 * what            made                        a sandbox gets               given back
 * slot            at open; what a killed      (shared)                     at close; after kill -9 by the next open
 *                 instance left is removed
 *                 before anything is made
 * network         ahead, in batches           a namespace, an address      removed in batches, never used again
 * user id         (numbers)                   one                          used again as late as possible
 * scratch volume  ahead, of the usual size    a file system                with its last mount
 * cgroup          when asked for              its limits                   removed with what runs in it
 * their parent    at open                     a joint limit of memory      at close
 * mounts, events  at open                     (shared)                     with this process, however it ends
 * </pre>
 */
public final class Machine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Machine.class);

    /** Options of a folder that all users may traverse. */
    private static final String FOLDER = "mode=711,size=" + Limits.FOLDER_SIZE;

    private final SlotClaim claim;
    private final Map<Slot, Integer> recovered;
    private final SandboxNetwork network;
    private final MountNamespace mounts;
    private final ScratchVolumes scratch;
    private final UserBlock users;
    private final CgroupTree cgroups;
    private final Spawn spawn;
    private final Orphans orphans = new Orphans(InitProgram.NAME);
    private final EventLoop events;
    private final Capacity capacity;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Machine(
            SlotClaim claim,
            Map<Slot, Integer> recovered,
            CgroupTree cgroups,
            SandboxNetwork network,
            MountNamespace mounts,
            ScratchVolumes scratch,
            Capacity capacity) {
        this.claim = claim;
        this.recovered = Map.copyOf(recovered);
        this.network = network;
        this.mounts = mounts;
        this.scratch = scratch;
        this.users = new UserBlock(claim.slot().firstUser());
        this.cgroups = cgroups;
        this.spawn = Spawn.adoptingOrphans();
        this.events = new EventLoop(Time.SYSTEM, Limits.OUTPUT);
        this.capacity = capacity;
    }

    /**
     * Claims a slot, removes what a killed instance left in it, and prepares what sandboxes share.
     *
     * @throws MachineUnavailableException if this machine lacks something; nothing is left then
     */
    public static Machine open(MachineConfig config) throws MachineUnavailableException {
        requireRoot();
        return open(config, Capacity.ofThisMachine());
    }

    /** One that has no more sandboxes than that. */
    static Machine open(MachineConfig config, Capacity capacity) throws MachineUnavailableException {
        Map<Slot, Integer> recovered = new HashMap<>();
        SlotClaim claim = claim(config, recovered);
        Deque<AutoCloseable> undoing = new ArrayDeque<>(List.of(claim));
        try {
            CgroupTree cgroups = cgroups(claim.slot(), config.memory());
            undoing.push(cgroups::removeAll);
            SandboxNetwork network = network(claim.slot(), config.network());
            undoing.push(network);
            ScratchFiles files = ScratchFiles.in(config.scratchFolder());
            MountNamespace mounts = MountNamespace.create(Limits.MOUNT_THREADS);
            undoing.push(mounts);
            Path points = mounts.inside(() -> {
                Mounts.memory(claim.slot().folder(), FOLDER);
                return Files.createDirectory(claim.slot().folder().resolve("volumes"));
            });
            ScratchVolumes scratch = new ScratchVolumes(files, points, mounts);
            return new Machine(claim, recovered, cgroups, network, mounts, scratch, capacity);
        } catch (LinuxException e) {
            undo(undoing, e);
            throw new MachineUnavailableException(Reason.NO_MOUNTS, e);
        } catch (MachineUnavailableException | RuntimeException e) {
            undo(undoing, e);
            throw e;
        }
    }

    /**
     * The tools of the system that it runs, with the packages that have them in Debian and most other distributions.
     */
    public static List<Tool> tools() {
        return List.of(new Tool("nft", "nftables"), new Tool("flock", "util-linux"));
    }

    /** A tool of the system. */
    public record Tool(String name, String packaged) {}

    /** How many sandboxes of killed instances were removed when this was opened, from each slot that had some. */
    public Map<Slot, Integer> recovered() {
        return recovered;
    }

    /** The claimed slot. */
    public Slot slot() {
        return claim.slot();
    }

    /** A folder in memory that all users may traverse. It exists only in {@link #mounts}. */
    public Path folder() {
        return claim.slot().folder();
    }

    /**
     * The gateway of sandboxes: the address on the host to which they send all traffic, and on which the Runtime API
     * listens.
     */
    public InetAddress gateway() {
        return network.gateway();
    }

    /** The addresses of the name servers that sandboxes can reach; none if only the host can reach its own. */
    public List<InetAddress> nameServers() {
        return network.nameServers();
    }

    /** The mount namespace for mounts of sandboxes. No other program sees them, and they end with this process. */
    public MountNamespace mounts() {
        return mounts;
    }

    /** Starts programs. Their orphaned children become children of this process. */
    public Spawn spawn() {
        return spawn;
    }

    /** The memory that all sandboxes use now, without the kernel's page cache. */
    public DataSize memoryUsed() {
        return cgroups.memoryUsed();
    }

    /** The processor time that all sandboxes have used, removed ones too; zero where the kernel can't tell. */
    public Duration processorTime() {
        return cgroups.processorTime();
    }

    /** The event loop for the output and the ends of sandboxes' processes. */
    public EventLoop events() {
        return events;
    }

    /** How many sandboxes it can have at once, those among them that are kept ready. */
    public int mostSandboxes() {
        return capacity.most();
    }

    /** The limit of the machine that decides {@link #mostSandboxes}: a clause. */
    public String mostSandboxesReason() {
        return capacity.reason();
    }

    /**
     * Allocates the parts of a new sandbox, except its scratch volume.
     *
     * @param name the unique name of its cgroup
     * @throws LinuxException if this machine can't; nothing is left then
     * @throws MachineFullException if it has as many as it can have
     */
    public Allocation allocate(String name, CgroupLimits limits) {
        capacity.take();
        Allocation allocation = new Allocation(users.take(), new Parts(name, limits));
        try {
            allocation.fill();
            return allocation;
        } catch (RuntimeException e) {
            attempt("a part of a sandbox that was not made", allocation);
            throw e;
        }
    }

    /** The source of one sandbox's parts. */
    private final class Parts implements Allocation.Source {
        private final String name;
        private final CgroupLimits limits;

        Parts(String name, CgroupLimits limits) {
            this.name = name;
            this.limits = limits;
        }

        @Override
        public Network takeNetwork() {
            return network.take();
        }

        @Override
        public void discard(Network used) {
            network.discard(used);
        }

        @Override
        public void started() {
            orphans.started();
        }

        @Override
        public Cgroup makeCgroup() {
            return cgroups.create(name, limits);
        }

        @Override
        public void giveBack(int user) {
            users.giveBack(user);
            capacity.giveBack();
        }
    }

    /**
     * Adds the scratch volume to an allocation.
     *
     * @param space the free space in it
     */
    public void provideScratch(Allocation allocation, DataSize space) {
        scratch.promise(space);
        allocation.promised(() -> scratch.giveBack(space));
        allocation.provide(scratch.take(space, allocation.rootUser()));
        scratch.refill();
    }

    /** Removes everything that was made. All sandboxes have been removed before. Again: no effect. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        attempt("scratch volumes", scratch);
        attempt("the event thread", events);
        attempt("mounts", mounts);
        attempt("the network", network);
        attempt("cgroups", cgroups::removeAll);
        attempt("the slot", claim);
    }

    /** Ends the claim without removing anything, as {@code kill -9} does. It is for tests of the next start. */
    public void abandon() {
        closed.set(true);
        claim.abandon();
    }

    private static void requireRoot() throws MachineUnavailableException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new MachineUnavailableException(Reason.NOT_LINUX, "container sandboxes need Linux");
        }
        try {
            if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") != 0) {
                throw new MachineUnavailableException(Reason.NOT_ROOT, "container sandboxes need root");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SlotClaim claim(MachineConfig config, Map<Slot, Integer> recovered)
            throws MachineUnavailableException {
        try {
            return SlotClaim.claim(config.slots(), slot -> {
                int sandboxes = clean(slot);
                if (sandboxes > 0) {
                    recovered.merge(slot, sandboxes, Integer::sum);
                }
            });
        } catch (LinuxException e) {
            throw new MachineUnavailableException(Reason.NO_CGROUPS, e);
        }
    }

    /** Removes everything that carries the slot's name. Mounts and namespaces have ended with their processes. */
    private static int clean(Slot slot) {
        int sandboxes = CgroupTree.open(slot.name()).removeAll();
        SandboxNetwork.recover(slot);
        return sandboxes;
    }

    private static CgroupTree cgroups(Slot slot, DataSize memory) throws MachineUnavailableException {
        try {
            CgroupTree cgroups = CgroupTree.open(slot.name());
            cgroups.limitMemory(memory);
            return cgroups;
        } catch (LinuxException e) {
            throw new MachineUnavailableException(Reason.NO_CGROUPS, e);
        }
    }

    private static SandboxNetwork network(Slot slot, NetworkConfig config) throws MachineUnavailableException {
        try {
            return SandboxNetwork.open(slot, config);
        } catch (LinuxException e) {
            throw new MachineUnavailableException(Reason.NO_NETWORK, e);
        }
    }

    /** Undoes the steps of a failed start, in reverse order. Failures are added to the first one. */
    private static void undo(Deque<AutoCloseable> undoing, Exception why) {
        for (AutoCloseable part : undoing) {
            try {
                part.close();
            } catch (Exception e) {
                why.addSuppressed(e);
            }
        }
    }

    private static void attempt(String what, AutoCloseable removal) {
        try {
            removal.close();
        } catch (Exception e) {
            LOG.error("{} can't be removed; the next start will", what, e);
        }
    }
}
