package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Slot;
import java.net.InetAddress;
import java.nio.file.Path;

/** The network of one sandbox: an interface {@code eth0} with an address that no other has, and a gateway. */
record NetworkNamespace(Slot slot, int index) {
    private static final Path FOLDER = Path.of("/run/netns");

    /** Where {@code ip netns} keeps them. */
    static Path folder() {
        return FOLDER;
    }

    /** The file that an OCI runtime joins. */
    Path path() {
        return FOLDER.resolve(name());
    }

    /** The address that the sandbox's calls come from. */
    InetAddress address() {
        return slot.address(index);
    }

    String name() {
        return slot.namespacePrefix() + index;
    }

    /** The other end of its {@code eth0}, on the host. */
    String hostInterface() {
        return slot.interfacePrefix() + index;
    }
}
