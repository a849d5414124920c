package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.MountTree;
import dev.hearth.base.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writable file system of one sandbox. There are two mounts of it: one for the next start of the sandbox, and a
 * spare one for the start after a reset. Both are in no mount namespace, because what is mounted in the machine's is
 * copied into every sandbox that starts. A process attaches the first in a mount namespace of its own by the
 * descriptor, or it is attached at a place for programs that need a path.
 *
 * <pre>
 * from      call    to        what keeps the file system
 * READY     point   ATTACHED  a mount in the machine's mount namespace, and the spare one
 * any       detach  STARTED   the spare mount, and the sandbox, if it has attached or mounted the first
 * any       renew   READY     the spare mount is the next start's; there is another spare one
 * any       close   CLOSED    the sandbox, if it still runs; the file system goes with its last mount
 * </pre>
 */
public final class ScratchVolume implements AutoCloseable {
    private final Path point;
    private final MountNamespace mounts;
    private final ReentrantLock lock = new ReentrantLock();

    /** For the next start; none after {@link #detach}. */
    private @Nullable MountTree next;

    private @Nullable MountTree spare;
    private boolean attached;

    /**
     * One that is ready.
     *
     * @param tree its first mount
     * @param point where it may be attached: nothing is there yet
     */
    ScratchVolume(MountTree tree, Path point, MountNamespace mounts) {
        this.point = point;
        this.mounts = mounts;
        inside(() -> divide(tree));
    }

    /** By which a process attaches it elsewhere. */
    public Descriptor descriptor() {
        lock.lock();
        try {
            return required(next).descriptor();
        } finally {
            lock.unlock();
        }
    }

    /** Attaches it in the machine's mount namespace, if it is not yet; where. */
    public Path point() {
        inside(() -> {
            if (!attached) {
                attach(required(next));
            }
        });
        return point;
    }

    /** Lets go of the mount that the sandbox has started with; again: no effect. */
    public void detach() {
        inside(this::release);
    }

    /** Makes it ready for another start: the sandbox that had it does not run any more. */
    void renew() {
        inside(() -> {
            release();
            MountTree tree = required(spare);
            spare = null;
            divide(tree);
        });
    }

    /** Lets go of the file system; again: no effect. */
    @Override
    public void close() {
        inside(() -> {
            release();
            MountTree last = spare;
            if (last != null) {
                last.close();
                spare = null;
            }
        });
    }

    void own(int user) {
        lock.lock();
        try {
            required(next).own(user, user);
        } finally {
            lock.unlock();
        }
    }

    /** Makes two mounts of one. */
    private void divide(MountTree tree) throws IOException {
        try {
            MountTree copy = tree.copy().orElse(null);
            if (copy != null) {
                next = tree;
                spare = copy;
                return;
            }
            // an older kernel copies only what is mounted in a mount namespace
            attach(tree);
            next = MountTree.of(point);
            spare = MountTree.of(point);
            tree.close();
            unmount();
        } catch (LinuxException e) {
            tree.close();
            throw e;
        }
    }

    private void release() throws IOException {
        if (attached) {
            unmount();
        }
        MountTree used = next;
        if (used != null) {
            used.close();
            next = null;
        }
    }

    private void attach(MountTree tree) throws IOException {
        Files.createDirectory(point);
        tree.attach(point);
        attached = true;
    }

    private void unmount() throws IOException {
        Mounts.detach(point);
        Files.delete(point);
        attached = false;
    }

    private static MountTree required(@Nullable MountTree tree) {
        if (tree == null) {
            throw new IllegalStateException("the scratch volume is not ready for a start");
        }
        return tree;
    }

    /** A step in the mount namespace. */
    private interface Step {
        void run() throws IOException;
    }

    private void inside(Step step) {
        var _ = mounts.inside(() -> {
            lock.lock();
            try {
                step.run();
                return true;
            } finally {
                lock.unlock();
            }
        });
    }
}
