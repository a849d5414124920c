package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.model.SandboxId;

/** Makes containers of what the machine has allocated for them, and starts programs in them. */
interface Launcher extends AutoCloseable {
    /**
     * A container without a program. As much of it is made now as does not depend on the program.
     *
     * @throws LinuxException if it can't be made; nothing is left then
     */
    Container prepare(SandboxId id, Allocation allocation);

    /** Ends what serves all containers; these are removed already. */
    @Override
    void close();

    /**
     * A container.
     *
     * <pre>
     * from       call     to         notes
     * PREPARED   start    STARTED    the program runs; it may end at once
     * PREPARED   start    FAILED     an exception says why; {@link #remove} is still to be called
     * any        remove   REMOVED    its processes have ended before; again: no effect
     * </pre>
     */
    interface Container {
        /**
         * Starts the program.
         *
         * @throws LinuxException if the container can't be completed
         * @throws SandboxException if the program can't be started in it
         * @throws NoProgramException if that is so and the program is an image's own
         */
        Watched start(Assignment assignment, Listener listener);

        /** Removes what is its own on the machine beside its allocation. */
        void remove();
    }

    /** Hears of a container's program; must not block. */
    interface Listener {
        void output(byte[] bytes);

        /** It prints faster than it may, and waits. */
        void heldUp();

        void exited(Exit exit);
    }
}
