package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.NetworkNamespace;
import dev.hearth.base.linux.Slot;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * The network of one sandbox: a network namespace with an interface {@code eth0}, whose address no other sandbox has.
 *
 * <pre>
 * from      call        to        what keeps the namespace
 * READY     inhabited   IN USE    the sandbox's processes; before, this program
 * any       (given back)  GONE    the interface on the host is removed, and the namespace goes with its processes
 * </pre>
 */
public final class Network {
    private final Slot slot;
    private final int index;
    private final NetworkNamespace namespace;

    Network(Slot slot, int index, NetworkNamespace namespace) {
        this.slot = slot;
        this.index = index;
        this.namespace = namespace;
    }

    /** The source address of the sandbox's calls. */
    public InetAddress address() {
        return slot.address(index);
    }

    /** The path with which a program enters the namespace, until {@link #inhabited}. */
    public Path path() {
        return namespace.path();
    }

    /** The descriptor with which a process enters the namespace, until {@link #inhabited}. */
    public Descriptor descriptor() {
        return namespace.descriptor();
    }

    /** Releases the handle of the namespace, because a process of the sandbox is in it and keeps it. */
    public void inhabited() {
        forget();
    }

    /** Closes the handle of the namespace; again: no effect. */
    void forget() {
        namespace.close();
    }

    int index() {
        return index;
    }

    Inet4Address address4() {
        return (Inet4Address) address();
    }

    /** The name of the other end of its {@code eth0}, on the host. */
    String hostInterface() {
        return hostInterface(slot, index);
    }

    static String hostInterface(Slot slot, int index) {
        return slot.interfacePrefix() + index;
    }
}
