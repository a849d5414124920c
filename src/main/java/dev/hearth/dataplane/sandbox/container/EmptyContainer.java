package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.machine.Allocation;

/**
 * A container that belongs to no sandbox yet, with what the machine gave it: a network, users, a cgroup.
 *
 * @param ahead whether it was made before anybody asked for one
 */
record EmptyContainer(Allocation allocation, Launcher.Container container, boolean ahead) {
    /** The same, made before anybody asked for one. */
    EmptyContainer madeAhead() {
        return new EmptyContainer(allocation, container, true);
    }

    /** Ends its process and gives back all that it has. */
    void remove() {
        allocation.cgroup().kill();
        container.remove();
        allocation.close();
    }
}
