package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.KeptMount;
import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Mounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writable file system of one sandbox.
 *
 * <pre>
 * from      call     to        where it is mounted
 * (made)             ATTACHED  at its point in the machine's mount namespace
 * ATTACHED  detach   DETACHED  in the sandbox that was started with it; an open descriptor keeps it beyond that
 * DETACHED  attach   ATTACHED  at its point again, with its files, for the sandbox's next start
 * any       close    CLOSED    where the sandbox has it, if that still runs: it goes with its last mount
 * </pre>
 *
 * <p>It is mounted in the machine's mount namespace only while a sandbox starts, because what is mounted there is
 * copied into every sandbox that starts.
 */
public final class ScratchVolume implements AutoCloseable {
    private final Path point;
    private final MountNamespace mounts;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean attached = true;
    private @Nullable KeptMount kept;

    /** The one that is mounted at this point. */
    ScratchVolume(Path point, MountNamespace mounts) {
        this.point = point;
        this.mounts = mounts;
    }

    /** Where it is mounted while it is attached. */
    public Path point() {
        return point;
    }

    /** Mounts it at its point, where a sandbox that starts finds it; if it is there: no effect. */
    public void attach() {
        inside(() -> {
            KeptMount detached = kept;
            if (!attached) {
                if (detached == null) {
                    throw new IllegalStateException("the volume of " + point + " is closed");
                }
                Files.createDirectories(point);
                detached.attach(point);
                attached = true;
                kept = null;
                detached.close();
            }
            return true;
        });
    }

    /** Takes the mount away and keeps the file system; again: no effect. */
    public void detach() {
        inside(() -> {
            if (attached) {
                kept = KeptMount.of(point);
                remove();
            }
            return true;
        });
    }

    /** Lets go of the file system; again: no effect. */
    @Override
    public void close() {
        inside(() -> {
            KeptMount detached = kept;
            if (attached) {
                remove();
            } else if (detached != null) {
                kept = null;
                detached.close();
            }
            return true;
        });
    }

    private void remove() throws IOException {
        Mounts.detach(point);
        attached = false;
        Files.delete(point);
    }

    private void inside(Callable<Boolean> step) {
        var _ = mounts.inside(() -> {
            lock.lock();
            try {
                return step.call();
            } finally {
                lock.unlock();
            }
        });
    }
}
