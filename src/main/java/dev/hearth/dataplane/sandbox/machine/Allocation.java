package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Cgroup;
import dev.hearth.base.linux.Slot;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one sandbox has of the machine, and no other has at the same time.
 *
 * <pre>
 * from       call              to          notes
 * (none)     Machine.allocate  HELD        user id, network and cgroup are the sandbox's
 * HELD       provideScratch    HELD        the scratch volume too
 * HELD       started           STARTED     its processes keep the network alive: the machine's own handle of it is
 *                                          given up, and its mount of the volume
 * any        reset             HELD        kills what runs in the cgroup; a new cgroup and another network; the same
 *                                          user id, and the same volume with its files
 * any        reset, failed     PARTLY      close is left, or reset again
 * any        close             GIVEN BACK  kills what runs in the cgroup, then gives back all; again: no effect
 * any        close, failed     (same)      what was in use still is, and stays the sandbox's; close again goes on there
 * </pre>
 */
public final class Allocation implements AutoCloseable {
    private final int user;
    private final Source source;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Network network;
    private volatile @Nullable Cgroup cgroup;
    private boolean holdsNetwork;
    private boolean holdsCgroup;
    private boolean holdsUser = true;
    private @Nullable ScratchVolume scratch;
    private @Nullable Runnable promise;

    /** The source of the parts, which takes them back. */
    interface Source {
        /** Takes an unused network. */
        Network takeNetwork();

        /** Gives back a network. All processes in it have ended. */
        void discard(Network network);

        /** A program has been started in the sandbox. */
        void started();

        /** An empty cgroup with the sandbox's limits. */
        Cgroup makeCgroup();

        void giveBack(int user);
    }

    /** An allocation with a user id; {@link #fill} takes the rest. */
    Allocation(int user, Source source) {
        this.user = user;
        this.source = source;
    }

    /** The user id of the host, and group id, that is root in the sandbox: the same for all. */
    public int rootUser() {
        return Slot.SANDBOX_ROOT;
    }

    /** The user id of the host, and group id, that the function should have: no other has it. */
    public int functionUser() {
        return user;
    }

    /** Another one after each {@link #reset}. */
    public Network network() {
        return there(network);
    }

    /** Another one after each {@link #reset}. */
    public Cgroup cgroup() {
        return there(cgroup);
    }

    /** The scratch volume. It belongs to {@link #rootUser}; the function may write to it. */
    public ScratchVolume scratch() {
        lock.lock();
        try {
            if (scratch == null) {
                throw new IllegalStateException("no scratch volume was provided");
            }
            return scratch;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps the promise of space for a volume, which is given back at the end. */
    void promised(Runnable giveBack) {
        lock.lock();
        try {
            promise = giveBack;
        } finally {
            lock.unlock();
        }
    }

    /** Adds the volume. */
    void provide(ScratchVolume volume) {
        lock.lock();
        try {
            scratch = volume;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that a process of the sandbox is in the network's namespace and has the volume mounted. */
    public void started() {
        source.started();
        network().inhabited();
        scratch().detach();
    }

    /**
     * Ends all processes and replaces all parts, except the user id and the volume.
     *
     * @throws dev.hearth.base.linux.LinuxException if a process can't be ended, or a part can't be taken
     */
    public void reset() {
        lock.lock();
        try {
            empty();
            fill();
            scratch().renew();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the missing parts. */
    void fill() {
        lock.lock();
        try {
            if (!holdsNetwork) {
                network = source.takeNetwork();
                holdsNetwork = true;
            }
            if (!holdsCgroup) {
                cgroup = source.makeCgroup();
                holdsCgroup = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends the processes before it gives back the network, so that the network is never used while a process is in it.
     */
    private void empty() {
        if (holdsCgroup) {
            cgroup().remove();
            holdsCgroup = false;
        }
        if (holdsNetwork) {
            source.discard(network());
            holdsNetwork = false;
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            empty();
            if (scratch != null) {
                scratch.close();
            }
            if (promise != null) {
                promise.run();
                promise = null;
            }
            if (holdsUser) {
                source.giveBack(user);
                holdsUser = false;
            }
        } finally {
            lock.unlock();
        }
    }

    private static <T> T there(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("this sandbox has not got all that it needs");
        }
        return part;
    }
}
