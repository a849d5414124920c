package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;

/**
 * A network namespace ({@code network_namespaces(7)}) that an open descriptor of this process keeps alive. It has no
 * name and no mount. The kernel removes it when no descriptor is open and no process is in it, also after {@code kill
 * -9}.
 *
 * <p>A network namespace is a property of a thread. Only platform threads should leave the one in which they were
 * created.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int NEW_NETWORK = 0x40000000;
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");

    private final Descriptor descriptor;

    private NetworkNamespace(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** The namespace of the calling thread. */
    public static NetworkNamespace ofThread() {
        return new NetworkNamespace(Descriptor.open(OWN, 0));
    }

    /** Makes a namespace, which the calling thread is in afterwards. */
    public static NetworkNamespace make() {
        Kernel.checked("a network namespace can't be made", Call.UNSHARE, NEW_NETWORK);
        return ofThread();
    }

    /** Moves the calling thread into it. */
    public void enter() {
        Kernel.checked("a network namespace can't be entered", Call.SETNS, descriptor.number(), NEW_NETWORK);
    }

    /** The path with which other programs of this machine can enter it, while it is open here. */
    public Path path() {
        return Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", Integer.toString(number()));
    }

    /** The descriptor with which a process enters it. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** The number of the open descriptor. */
    int number() {
        return descriptor.number();
    }

    /** Closes the descriptor; again: no effect. */
    @Override
    public void close() {
        descriptor.close();
    }
}
