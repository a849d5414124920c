package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.MountNamespace;
import dev.hearth.base.linux.Mounts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/** The writable file system of one sandbox, mounted in the machine's mount namespace until it is detached. */
public final class ScratchVolume {
    private final Path point;
    private final MountNamespace mounts;
    private final AtomicBoolean attached = new AtomicBoolean(true);

    ScratchVolume(Path point, MountNamespace mounts) {
        this.point = point;
        this.mounts = mounts;
    }

    /** Where it is mounted. */
    public Path point() {
        return point;
    }

    /**
     * Takes the mount away; a sandbox that has it mounted keeps the file system, which goes with its last mount. Again:
     * no effect.
     */
    public void detach() {
        if (attached.get()) {
            mounts.inside(() -> {
                Mounts.detach(point);
                Files.delete(point);
                return attached.getAndSet(false);
            });
        }
    }
}
