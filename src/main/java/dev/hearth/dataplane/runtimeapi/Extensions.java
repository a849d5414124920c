package dev.hearth.dataplane.runtimeapi;

import dev.hearth.model.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The worker's end of the Extensions API for the extensions of one environment: external ones, each a process of its
 * own, and internal ones, which the runtime's process registers. The lifecycle of each is written in
 * {@code ExtensionGroup}.
 */
public interface Extensions {
    /** Whether there is none. The first thing to ask, and for a function without extensions the last. */
    boolean none();

    /**
     * What extensions are told of their function when they register, and the external ones that will.
     *
     * @param names of the external ones; a name is that of a file
     */
    void begin(Function function, List<String> names);

    /** Waits until all external ones have registered: the runtime is started then. */
    Outcome awaitRegistered(Duration limit) throws InterruptedException;

    /** The runtime has initialised itself: no more can register. Waits until all have asked for their first event. */
    Outcome awaitReady(Duration limit) throws InterruptedException;

    /** The runtime gets an invocation, and so do those that asked for invocations, if there are any. */
    void invoke(Invocation invocation, Instant deadline);

    /** Waits until all that got the invocation have asked for more. */
    Outcome awaitDone(Duration limit) throws InterruptedException;

    /**
     * The process of an external one has ended, or was never started.
     *
     * @param how in the words of the error that the function's caller sees
     * @param launched whether it was started
     */
    void ended(String name, String how, boolean launched);

    /** The runtime's process has ended. */
    void runtimeEnded();

    /** What failed first: an extension that fails takes the environment with it. */
    Optional<Failure> failure();

    /** Waits until an external one that told of its own failure has ended too: how it did is in the failure then. */
    void awaitFailed(Duration limit) throws InterruptedException;

    /** Tells the external ones that want to know that the environment ends. */
    void shutDown(ShutdownReason reason, Instant deadline);

    /** Waits until all external ones that were told of the end have ended; false if the time is over. */
    boolean awaitEnded(Duration limit) throws InterruptedException;

    /** Whether there are external ones. */
    boolean anyExternal();

    /** All of them, in the order in which they came. */
    List<Status> statuses();

    /** How a wait ended. */
    enum Outcome {
        DONE,
        /** {@link Extensions#failure} says why, unless the runtime's process has ended. */
        FAILED,
        TIMED_OUT
    }

    /** What an extension can ask to be told of. */
    enum EventType {
        INVOKE,
        SHUTDOWN
    }

    /** Why an environment ends. */
    enum ShutdownReason {
        SPINDOWN,
        TIMEOUT,
        FAILURE
    }

    /** What the answer to a registration tells. */
    record Function(String name, String version, String handler, String accountId) {}

    /**
     * Why the environment is of no use any more.
     *
     * @param type of Lambda's own
     */
    record Failure(String type, String message) {}

    /**
     * An extension for the log.
     *
     * @param state in Lambda's words
     * @param errorType what it told of its failure, or why it was not started
     */
    record Status(String name, String state, Set<EventType> events, Optional<String> errorType) {}
}
