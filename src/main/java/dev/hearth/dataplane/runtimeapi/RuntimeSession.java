package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.telemetry.Telemetry;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * The worker's side of the Runtime API for one runtime process: waits until it is ready, gives it invocations one at a
 * time, and is told how they end. {@code Session} has the lifecycle.
 */
public interface RuntimeSession extends AutoCloseable {
    /** The value of {@code AWS_LAMBDA_RUNTIME_API}: host and port. */
    String endpoint();

    /** Waits until the runtime and its handler are initialised, or have failed. */
    InitOutcome awaitInit(Duration limit) throws InterruptedException;

    /**
     * Sets the listener that is told, once for each invocation, that the runtime gets it. The runtime gets the
     * invocation when the listener returns, so that log lines of the listener stand before the function's output.
     */
    void onPickUp(Consumer<Invocation> listener);

    /**
     * Gives the runtime an invocation, and its answer to the sink in the sink's form. Returns when the answer has
     * ended, without telling the sink so. The time that the sink takes counts towards the limit.
     *
     * @param deadline the end of the function's timeout, as the runtime is told
     * @param limit the longest wait here
     * @param sink called by the thread that calls this
     */
    InvokeOutcome invoke(Invocation invocation, Instant deadline, Duration limit, ResponseSink sink)
            throws InterruptedException;

    /**
     * Waits until the runtime asks for its next invocation, its process has ended, or the time is over. Its output
     * until then belongs to the last invocation.
     *
     * @return false if the time is over
     */
    boolean awaitRest(Duration limit) throws InterruptedException;

    /** Whether the runtime has asked for its next invocation. Until then it works on the last one. */
    boolean atRest();

    /** The extensions of the runtime's environment. */
    Extensions extensions();

    /** What the extensions that subscribe are told. */
    Telemetry telemetry();

    /**
     * The process is about to be ended: whoever waits for it is told that it has ended, at once. The runtime's own
     * wait goes on until the session is closed, so that it has nothing to say.
     */
    void abandon();

    /** The process has ended: ends all waits after its last answer. */
    void processEnded();

    /** Ends the session, and frees its address or port. */
    @Override
    void close();

    /** The end of the init phase. */
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
