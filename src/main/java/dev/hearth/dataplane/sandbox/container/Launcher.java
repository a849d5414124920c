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

/** Makes containers from the machine's allocations, and starts programs in them. */
interface Launcher extends AutoCloseable {
    /**
     * Makes a container without a program, as far as it does not depend on the program.
     *
     * @throws LinuxException if it can't be made; nothing is left then
     */
    Container prepare(SandboxId id, Allocation allocation);

    /** Whether {@link #prepare} makes so much of a container that it is worth calling it ahead. */
    boolean preparesMuch();

    /** Ends the parts that all containers share. All containers have been removed before. */
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
         * @param input its standard input; empty: there is nothing to read
         * @throws LinuxException if the container can't be completed
         * @throws SandboxException if the program can't be started
         * @throws NoProgramException if an image's own program can't be started
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
         * Mounts a function's code and layers in a stem cell, where it has empty folders. No function has run in the
         * container yet.
         *
         * @param process a descriptor of the container's first process
         * @throws LinuxException if they can't be mounted
         */
        void show(Descriptor process, Contents contents);

        /** Whether a prepared container can be started: its process may have been killed. */
        boolean usable();

        /** Removes the container, without its allocation. */
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

    /** Is told the output and the end of a container's program. Must not block. */
    interface Listener {
        void output(byte[] bytes);

        /** The program exceeds its output rate, so that its output is held up. */
        void heldUp();

        void exited(Exit exit);
    }
}
