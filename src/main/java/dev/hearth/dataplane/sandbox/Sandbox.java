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

    /** Whether it was there, empty, before it was asked for. */
    default boolean madeAhead() {
        return false;
    }

    /**
     * The network address its calls come from, if the driver gives each sandbox its own
     * ({@link SandboxCapabilities#ownAddress}). A {@link #reset} may change it.
     */
    Optional<InetAddress> address();

    /**
     * Gives it its function and starts the process, or gives it to the program that waits. After a {@link #reset} it is
     * the same function. If it has companions, these are started now and the process by {@link #start}.
     *
     * @param assignment one that {@link Stem#fits} a stem
     * @throws SandboxException if the process can't be started, or the program that waited has printed or ended; the
     *     sandbox is then good for {@link #destroy} only
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
     * Starts a program that waits for its function. What it runs under until then is the sandbox's; no function has
     * been in it.
     *
     * @throws SandboxException if it can't be started; the sandbox is then good for {@link #destroy} only
     */
    void prepare(Stem stem);

    /** Whether a program waits in it for its function: it was started, and has neither printed nor ended. */
    boolean isWaiting();

    /** Sets how much memory it may use from now on, and with it its share of the processors. */
    void limit(DataSize memory);

    /**
     * Delivers what its process has printed up to now: when it returns, the listener has heard all of it. An
     * invocation ends its log with this, so it costs a read that finds nothing, and no waiting. A driver that can't
     * tell returns at once. In any state; after the exit it does nothing.
     */
    default void flushOutput() {}

    /**
     * Tells it that its function's init is over. Until then it may use more processor time than its memory buys, as on
     * Lambda; from the first call on, and at the latest from the first {@link #freeze}, no more. Never throws.
     */
    default void initialized() {}

    /** Stops all its processes in their tracks. */
    void freeze();

    void thaw();

    /** The most memory that it used at once since it was made or reset; zero where the driver can't tell. */
    DataSize memoryPeak();

    /**
     * The processor time that its processes have used since it was made or reset, ended ones too; zero where the driver
     * can't tell.
     */
    Duration processorTime();

    /**
     * Makes it as it was before {@link #assign}, but for the files in its scratch folder, which stay. When it returns,
     * no process of it runs, and the listener has been told of the exit; nothing that comes in from its network is of
     * an ended process.
     *
     * @throws SandboxException if it can't be made so; the sandbox is then good for {@link #destroy} only
     */
    void reset();

    /** Kills what runs and removes all of it; returns when nothing is left. */
    void destroy();
}
