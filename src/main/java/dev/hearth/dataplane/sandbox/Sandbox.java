package dev.hearth.dataplane.sandbox;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;

/**
 * One sandbox. It gets one function and is never given another.
 *
 * <pre>
 * from      call           to         notes
 * EMPTY     assign         RUNNING    the process is started; it may exit at once
 * EMPTY     assign failed  BROKEN     only destroy is left
 * EMPTY     prepare        STEM       only with {@link SandboxCapabilities#stems}: a program waits for its function
 * STEM      assign         RUNNING    the function is given to the program that waits
 * STEM      assign failed  STEM       it waits no more: reset or destroy is left
 * RUNNING   start          RUNNING    once, after an assign with companions: the process is started
 * RUNNING   terminate      RUNNING    its process gets SIGTERM
 * EMPTY     limit          EMPTY      so from STEM
 * RUNNING   freeze         FROZEN     only with {@link SandboxCapabilities#freeze}
 * FROZEN    thaw           RUNNING
 * RUNNING   (exit)         EXITED     the listener is told, once, after the last output
 * EMPTY     reset          EMPTY      no effect
 * RUNNING   reset          EMPTY      so from STEM, FROZEN and EXITED: nothing runs any more, the scratch folder stays
 * any       reset failed   BROKEN     only destroy is left
 * any       destroy        DESTROYED  again: no effect. What still runs is killed, and the listener told of its exit
 * </pre>
 *
 * Any other call throws {@link IllegalStateException}. Safe for use by several threads.
 */
public interface Sandbox {
    SandboxId id();

    /** Whether it was made, empty, before it was requested. */
    default boolean madeAhead() {
        return false;
    }

    /**
     * The network address its calls come from, if the driver gives each sandbox its own
     * ({@link SandboxCapabilities#ownAddress}). A {@link #reset} may change it.
     */
    Optional<InetAddress> address();

    /**
     * Assigns its function: starts the process, or gives the function to the stem cell's program. After a {@link
     * #reset} the function must be the same.
     *
     * @param assignment for a stem cell, one that {@link Stem#fits}
     * @throws SandboxException if the process can't be started, or the stem cell's program has printed or ended; only
     *     {@link #destroy} is left then
     */
    void assign(Assignment assignment, SandboxListener listener);

    /**
     * Starts the process beside its companions. If it can't be started the listener is told that it has exited.
     *
     * @throws IllegalStateException if it was started by {@link #assign}
     */
    void start();

    /** Asks the process, and no other one, to end with SIGTERM. Once it has ended: no effect. */
    void terminate();

    /**
     * Connects to a port of the sandbox's own {@code 127.0.0.1}.
     *
     * @throws IOException if nobody listens there, or nothing runs in it
     */
    SocketChannel connect(int port) throws IOException;

    /**
     * Starts the program of a stem cell, which waits for its function. The limits until then are the sandbox's.
     *
     * @throws SandboxException if it can't be started; only {@link #destroy} is left then
     */
    void prepare(Stem stem);

    /** Whether it is a stem cell that can be used: its program has started, and has neither printed nor ended. */
    boolean isWaiting();

    /** Changes the memory limit, and with it the share of processors. */
    void limit(DataSize memory);

    /**
     * Delivers the output of its process up to now to the listener. Each invocation calls this at its end, so that it
     * costs one read and does not wait. A driver that can't do this returns at once. In any state; after the exit: no
     * effect.
     */
    default void flushOutput() {}

    /**
     * Ends the init phase. During init the sandbox may use more processor time than its memory comes with, as on
     * Lambda. The higher limit also ends with the first {@link #freeze}. Never throws.
     */
    default void initialized() {}

    /** Freezes all its processes. */
    void freeze();

    void thaw();

    /** The peak of its memory since it was made or reset; zero where the driver can't tell. */
    DataSize memoryPeak();

    /**
     * The processor time that its processes have used since it was made or reset, ended ones too; zero where the driver
     * can't tell.
     */
    Duration processorTime();

    /**
     * Makes it empty again, as before {@link #assign}; the files in its scratch folder stay. When it returns, all its
     * processes have ended, the listener was told of the exit, and no traffic of an ended process arrives from its
     * network address.
     *
     * @throws SandboxException if that fails; only {@link #destroy} is left then
     */
    void reset();

    /** Kills what runs and removes all of it; returns when nothing is left. */
    void destroy();
}
