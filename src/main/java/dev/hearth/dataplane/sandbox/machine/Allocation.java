package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Cgroup;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one sandbox has of the machine, and no other has at the same time.
 *
 * <pre>
 * from       call              to          notes
 * (none)     Machine.allocate  HELD        user ids, network and cgroup are the sandbox's
 * HELD       provideScratch    HELD        the scratch volume too
 * HELD       started           STARTED     its processes keep network and volume alive: the machine's own handle of the
 *                                          network and its own mount of the volume are given up
 * any        close             GIVEN BACK  kills what runs in the cgroup, then gives back all; again: no effect
 * any        close, failed     (same)      what was in use still is, and stays the sandbox's; close again goes on there
 * </pre>
 */
public final class Allocation implements AutoCloseable {
    private final int user;
    private final Network network;
    private final Cgroup cgroup;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> returns;
    private @Nullable ScratchVolume scratch;

    /** @param returns what gives everything back, in the order in which that is safe: first what ends processes */
    Allocation(int user, Network network, Cgroup cgroup, List<Runnable> returns) {
        this.user = user;
        this.network = network;
        this.cgroup = cgroup;
        this.returns = new ArrayDeque<>(returns);
    }

    /** The first of {@value Limits#USERS_PER_SANDBOX} user ids of the host, and group ids, that no other has. */
    public int user() {
        return user;
    }

    /** The user id that the function should have: the second one. */
    public int functionUser() {
        return user + 1;
    }

    public Network network() {
        return network;
    }

    public Cgroup cgroup() {
        return cgroup;
    }

    /** Belongs to {@link #user}, who is the sandbox's root; the function may write to it. */
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

    /** Makes the volume the sandbox's. */
    void provide(ScratchVolume volume) {
        lock.lock();
        try {
            scratch = volume;
            returns.addLast(volume::detach);
        } finally {
            lock.unlock();
        }
    }

    /** Tells that a process of the sandbox is in the network's namespace and has the volume mounted. */
    public void started() {
        network.inhabited();
        scratch().detach();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            while (!returns.isEmpty()) {
                returns.getFirst().run();
                returns.removeFirst();
            }
        } finally {
            lock.unlock();
        }
    }
}
