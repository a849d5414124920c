package dev.hearth.dataplane.sandbox.container;

import dev.hearth.base.linux.Descriptor;
import dev.hearth.base.linux.EventLoop.Watched;
import dev.hearth.base.linux.LinuxException;
import dev.hearth.base.linux.ProgramGroup;
import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Companion;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.machine.Allocation;
import dev.hearth.model.SandboxId;
import java.util.Optional;

/** Makes containers of what the machine has allocated for them, and starts programs in them. */
interface Launcher extends AutoCloseable {
    /**
     * A container without a program. As much of it is made now as does not depend on the program.
     *
     * @throws LinuxException if it can't be made; nothing is left then
     */
    Container prepare(SandboxId id, Allocation allocation);

    /** Whether much of a container is made by {@link #prepare}, so that it is worth doing ahead. */
    boolean preparesMuch();

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
         * @param input what it reads on standard input; empty: nothing
         * @throws LinuxException if the container can't be completed
         * @throws SandboxException if the program can't be started in it
         * @throws NoProgramException if that is so and the program is an image's own
         */
        Watched start(Assignment assignment, Optional<Descriptor> input, Listener listener);

        /**
         * Starts the companions of an assignment. Its program is started by {@link ProgramGroup#go}.
         *
         * @param listener hears also of what can't be started
         * @throws LinuxException if the container can't be completed
         */
        Group startBeside(Assignment assignment, GroupListener listener);

        /**
         * Shows a started program the code and the layers of its function, where it had empty folders. No function has
         * run in the container yet.
         *
         * @param process stands for the container's first process
         * @throws LinuxException if they can't be mounted
         */
        void show(Descriptor process, Contents contents);

        /** Whether a prepared one can still be started: its process may have been killed. */
        boolean usable();

        /** Removes what is its own on the machine beside its allocation. */
        void remove();
    }

    /**
     * Programs that run in a container beside each other.
     *
     * @param watched the container's first process and all that they print
     */
    record Group(Watched watched, ProgramGroup programs) {}

    /** Hears of a container with companions: {@link #exited} is the end of all processes. Must not block. */
    interface GroupListener extends Listener {
        void companionOutput(byte[] bytes);

        void companionExited(Companion companion, Exit exit);

        void programExited(Exit exit);
    }

    /** Hears of a container's program; must not block. */
    interface Listener {
        void output(byte[] bytes);

        /** It prints faster than it may, and waits. */
        void heldUp();

        void exited(Exit exit);
    }
}
