package dev.hearth.dataplane.sandbox.container;

import dev.hearth.dataplane.sandbox.machine.Allocation;

/**
 * A container that belongs to no sandbox yet, with its network, user ids and cgroup.
 *
 * @param ahead whether it was made before it was requested
 */
record EmptyContainer(Allocation allocation, Launcher.Container container, boolean ahead) {
    /** A copy that is marked as made ahead. */
    EmptyContainer madeAhead() {
        return new EmptyContainer(allocation, container, true);
    }

    /** Ends its process and gives its parts back. */
    void remove() {
        allocation.cgroup().kill();
        container.remove();
        allocation.close();
    }
}
