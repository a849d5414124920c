package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The worker's end of the Runtime API for one runtime process: waits for it to become ready, hands it invocations one
 * at a time, and hears how they end. Its lifecycle is written in {@code Session}.
 */
public interface RuntimeSession extends AutoCloseable {
    /** What the process finds in {@code AWS_LAMBDA_RUNTIME_API}: host and port. */
    String endpoint();

    /** Waits until the runtime has initialised itself and its handler, or has failed to. */
    InitOutcome awaitInit(Duration limit) throws InterruptedException;

    /**
     * Who is told, once for each invocation, that the runtime gets it now. The runtime gets it when the listener
     * returns, so that what the listener logs stands before what the function prints.
     */
    void onPickUp(Consumer<Invocation> listener);

    /**
     * Hands the runtime an invocation, and what it answers to the sink, in the sink's form. Returns when the answer has
     * ended, without telling the sink so. The time that the sink takes counts towards the limit.
     *
     * @param deadline the time at which the function's timeout ends, as the runtime is told
     * @param limit how long to wait here
     * @param sink gets everything from the thread that calls this
     */
    InvokeOutcome invoke(Invocation invocation, Instant deadline, Duration limit, ResponseSink sink)
            throws InterruptedException;

    /**
     * Waits until the runtime that has answered asks for more, its process has ended, or the time is over: what it
     * prints until then is still the invocation's.
     *
     * @return false if the time is over
     */
    boolean awaitRest(Duration limit) throws InterruptedException;

    /** Whether the runtime has asked for its next invocation: what it still does until then is the last one's. */
    boolean atRest();

    /** The extensions of the runtime's environment. */
    Extensions extensions();

    /** What the extensions that subscribe are told. */
    Telemetry telemetry();

    /** Nothing more is expected of the process: whoever waits is told that it has ended, at once. */
    void abandon();

    /** The process has ended: whoever waits is told. */
    void processEnded();

    /** Ends the session; its listener or address binding goes. */
    @Override
    void close();

    /** How the init phase ended. */
    sealed interface InitOutcome {
        /** It asked for its first invocation. */
        record Ready() implements InitOutcome {}

        /** It reported an error; the process usually ends soon. */
        record Failed(RuntimeError error) implements InitOutcome {}

        record ProcessEnded() implements InitOutcome {}

        /** An extension failed, and the environment with it. */
        record ExtensionFailed(Extensions.Failure failure) implements InitOutcome {}

        record TimedOut() implements InitOutcome {}
    }

    /** How an invocation ended. */
    sealed interface InvokeOutcome {
        /** All of the function's answer, so many bytes, has gone to the sink. */
        record Answered(long bytes) implements InvokeOutcome {}

        /** The runtime reported that the function failed. */
        record Failed(RuntimeError error) implements InvokeOutcome {}

        /** The runtime ended what it streamed to the sink with an error. */
        record Broken(RuntimeError error) implements InvokeOutcome {}

        /** The runtime's connection ended in the middle of what it streamed to the sink. */
        record Truncated() implements InvokeOutcome {}

        /** The answer was over the limit; the runtime was told 413. Of a streamed one, the sink got so much. */
        record ResponseTooLarge(long size, int limit) implements InvokeOutcome {}

        /** The answer was refused: there was no memory left for it. */
        record NoRoom() implements InvokeOutcome {}

        /** The process ended before it answered. */
        record ProcessEnded() implements InvokeOutcome {}

        /** An extension failed, and the environment with it. */
        record ExtensionFailed(Extensions.Failure failure) implements InvokeOutcome {}

        /** The runtime never had the invocation: its process ended before, or it did not ask in time. */
        record NotDelivered() implements InvokeOutcome {}

        record TimedOut() implements InvokeOutcome {}
    }
}
