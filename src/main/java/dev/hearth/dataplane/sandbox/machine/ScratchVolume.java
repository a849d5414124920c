package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.MountTree;
import dev.hearth.base.linux.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The writable file system of one sandbox. It is mounted nowhere: a process attaches it in a mount namespace of its own
 * by the descriptor, or it is attached at a place for programs that need a path.
 *
 * <pre>
 * from       call     to         what keeps the file system
 * HELD       point    ATTACHED   a mount in the machine's mount namespace
 * any        detach   RELEASED   the sandbox, if it has attached or mounted it; again: no effect
 * </pre>
 */
public final class ScratchVolume {
    private final MountTree tree;
    private final Path point;
    private final MountNamespace mounts;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean attached;
    private boolean released;

    /** @param point where it may be attached: nothing is there yet */
    ScratchVolume(MountTree tree, Path point, MountNamespace mounts) {
        this.tree = tree;
        this.point = point;
        this.mounts = mounts;
    }

    /** By which a process attaches it elsewhere. */
    public Descriptor descriptor() {
        return tree.descriptor();
    }

    /** Attaches it in the machine's mount namespace, if it is not yet; where. */
    public Path point() {
        lock.lock();
        try {
            if (released) {
                throw new IllegalStateException("the scratch volume is released");
            }
            if (!attached) {
                mounts.inside(() -> {
                    Files.createDirectory(point);
                    tree.attach(point);
                    return true;
                });
                attached = true;
            }
            return point;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of it; a sandbox that has it mounted keeps the file system, which goes with its last mount. */
    public void detach() {
        lock.lock();
        try {
            if (attached) {
                mounts.inside(() -> {
                    Mounts.detach(point);
                    Files.delete(point);
                    return true;
                });
                attached = false;
            }
            released = true;
            tree.close();
        } finally {
            lock.unlock();
        }
    }

    void own(int user) {
        tree.own(user, user);
    }
}
