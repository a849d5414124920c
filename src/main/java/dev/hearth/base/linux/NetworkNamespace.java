package dev.hearth.base.linux;

import dev.hearth.base.linux.Kernel.Call;
import java.nio.file.Path;

/**
 * A network namespace ({@code network_namespaces(7)}) that this process keeps by an open descriptor. It has no name and
 * is mounted nowhere: it goes when nobody has it open and no process is in it, also after {@code kill -9}.
 *
 * <p>Each thread is in a network namespace of its own choice; only platform threads should leave the one they were born
 * in.
 */
public final class NetworkNamespace implements AutoCloseable {
    private static final int NEW_NETWORK = 0x40000000;
    private static final Path OWN = Path.of("/proc/thread-self/ns/net");

    private final Descriptor descriptor;

    private NetworkNamespace(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /** The one that the calling thread is in. */
    public static NetworkNamespace ofThread() {
        return new NetworkNamespace(Descriptor.open(OWN, 0));
    }

    /** Makes one. The calling thread is in it afterwards. */
    public static NetworkNamespace make() {
        Kernel.checked("a network namespace can't be made", Call.UNSHARE, NEW_NETWORK);
        return ofThread();
    }

    /** Puts the calling thread into it. */
    public void enter() {
        Kernel.checked("a network namespace can't be entered", Call.SETNS, descriptor.number(), NEW_NETWORK);
    }

    /** A file by which other programs of this machine can enter it, while it is open here. */
    public Path path() {
        return Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd", Integer.toString(number()));
    }

    /** What a process enters it by. */
    public Descriptor descriptor() {
        return descriptor;
    }

    /** The number of the open descriptor. */
    int number() {
        return descriptor.number();
    }

    /** Lets go of it; again: no effect. */
    @Override
    public void close() {
        descriptor.close();
    }
}
