package dev.hearth.dataplane.worker;

import dev.hearth.base.json.JsonWriter;
import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ResponseFailure;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The consequences of the end of an init or an invocation: for the caller, the log, and the sandbox. Pure. */
final class Outcomes {
    static final String OUT_OF_MEMORY = "Runtime.OutOfMemory";

    private static final String UNHANDLED = "Unhandled";
    private static final String EXIT_ERROR = "Runtime.ExitError";
    private static final String SANDBOX_FAILURE = "Sandbox.Failure";
    private static final byte[] NOTHING = {};

    /** The names of signals from 1 on, as Go prints them, because Lambda does. */
    private static final List<String> SIGNALS = List.of(
            "hangup",
            "interrupt",
            "quit",
            "illegal instruction",
            "trace/breakpoint trap",
            "aborted",
            "bus error",
            "floating point exception",
            "killed",
            "user defined signal 1",
            "segmentation fault",
            "user defined signal 2",
            "broken pipe",
            "alarm clock",
            "terminated");

    private Outcomes() {}

    /** The status in REPORT and INIT_REPORT. */
    sealed interface Status {
        record Success() implements Status {}

        record Timeout() implements Status {}

        record Failure(String type) implements Status {}
    }

    /**
     * The end of an invocation.
     *
     * @param error why it failed, as JSON; nothing if it succeeded
     * @param produced the bytes of its answer or error
     * @param lines the lines of the log before END; without that of a timeout, which begins with the time
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
    record InvocationEnd(
            byte[] error,
            long produced,
            Optional<String> functionError,
            boolean reusable,
            List<String> lines,
            Status status) {
        boolean ranOutOfMemory() {
            return status instanceof Status.Failure(String type) && type.equals(OUT_OF_MEMORY);
        }

        /** A copy for a process that gets no further invocation. */
        InvocationEnd notReusable() {
            return new InvocationEnd(error, produced, functionError, false, lines, status);
        }

        private static InvocationEnd answered(long bytes) {
            return new InvocationEnd(NOTHING, bytes, Optional.empty(), true, List.of(), new Status.Success());
        }

        private static InvocationEnd unhandled(byte[] error, boolean reusable, List<String> lines, Status status) {
            return new InvocationEnd(error, error.length, Optional.of(UNHANDLED), reusable, lines, status);
        }
    }

    /**
     * The end of an invocation that the function saw.
     *
     * @param exit how its process ended, for {@code ProcessEnded}
     */
    static InvocationEnd of(InvokeOutcome outcome, Exit exit, String requestId, Duration timeout) {
        return switch (outcome) {
            case InvokeOutcome.Answered(long bytes) -> InvocationEnd.answered(bytes);
            case InvokeOutcome.Failed(var error) ->
                InvocationEnd.unhandled(error.body(), true, List.of(), new Status.Success());
            case InvokeOutcome.Broken(var error) ->
                InvocationEnd.unhandled(error.body(), true, List.of(), new Status.Success());
            case InvokeOutcome.Truncated() ->
                failed(
                        "Runtime.TruncatedResponse",
                        "RequestId: " + requestId + " Error: Response ended before it was complete",
                        true,
                        List.of());
            case InvokeOutcome.ResponseTooLarge(long _, int limit) ->
                failed(
                        "Function.ResponseSizeTooLarge",
                        "Response payload size exceeded maximum allowed payload size (" + limit + " bytes).",
                        true,
                        List.of());
            case InvokeOutcome.ProcessEnded() -> exited(exit, requestId);
            case InvokeOutcome.ExtensionFailed(var failure) -> failed(failure, requestId);
            case InvokeOutcome.NoRoom() ->
                throw new ServiceException(
                        ErrorCode.SERVICE_UNAVAILABLE, "There was no memory left for the function's answer.");
            case InvokeOutcome.NotDelivered() ->
                throw new IllegalArgumentException("an invocation that the function never saw has not ended");
            case InvokeOutcome.TimedOut() -> timedOut(requestId, timeout);
        };
    }

    /** The end in the log of an invocation that the runtime got, and whose outcome the platform lost. */
    static InvocationEnd sandboxFailure() {
        return failed(SANDBOX_FAILURE, "The sandbox failed.", false, List.of());
    }

    /** The failure for the sink of the answer. */
    static Optional<ResponseFailure> failure(InvokeOutcome outcome, InvocationEnd ending) {
        return outcome instanceof InvokeOutcome.Broken(var error)
                ? Optional.of(new ResponseFailure(error.type(), ending.error()))
                : failure(ending);
    }

    static Optional<ResponseFailure> failure(InvocationEnd ending) {
        return ending.functionError().map(kind -> new ResponseFailure(kind, ending.error()));
    }

    /** The end of an invocation whose init failed, which is then the invocation's own failure. */
    static InvocationEnd ofInit(InitOutcome outcome, Exit exit, String requestId, Duration timeout) {
        return switch (outcome) {
            case InitOutcome.Ready() -> throw new IllegalArgumentException("init did not fail");
            case InitOutcome.Failed(var error) ->
                InvocationEnd.unhandled(error.body(), false, List.of(), new Status.Failure(error.type()));
            case InitOutcome.ProcessEnded() -> exited(exit, requestId);
            case InitOutcome.ExtensionFailed(var failure) -> failed(failure, requestId);
            case InitOutcome.TimedOut() -> timedOut(requestId, timeout);
        };
    }

    /** The status of an init for INIT_REPORT. */
    static Status status(InitOutcome outcome, Exit exit) {
        return switch (outcome) {
            case InitOutcome.Ready() -> new Status.Success();
            case InitOutcome.Failed(var error) -> new Status.Failure(error.type());
            case InitOutcome.ProcessEnded() -> new Status.Failure(type(exit));
            case InitOutcome.ExtensionFailed(var failure) -> new Status.Failure(failure.type());
            case InitOutcome.TimedOut() -> new Status.Timeout();
        };
    }

    static String timedOut(Duration timeout) {
        return String.format(Locale.ROOT, "Task timed out after %.2f seconds", timeout.toMillis() / 1000.0);
    }

    private static InvocationEnd timedOut(String requestId, Duration timeout) {
        return InvocationEnd.unhandled(
                error("Sandbox.Timedout", "RequestId: " + requestId + " Error: " + timedOut(timeout)),
                false,
                List.of(),
                new Status.Timeout());
    }

    private static InvocationEnd exited(Exit exit, String requestId) {
        String message = "RequestId: " + requestId + " Error: " + reason(exit);
        return failed(type(exit), message, false, List.of(message, type(exit)));
    }

    private static InvocationEnd failed(Extensions.Failure failure, String requestId) {
        String message = "RequestId: " + requestId + " Error: " + failure.message();
        return failed(failure.type(), message, false, List.of(message, failure.type()));
    }

    /** How the process of an extension ended, in the words of errors. */
    static String ofExtension(Exit exit) {
        return switch (exit) {
            case Exit.Status(int status) when status == 0 -> "exit code 0";
            case Exit.Status(int status) -> "exit status " + status;
            case Exit.Signal(int number) -> "signal: " + signal(number);
            case Exit.OutOfMemory() -> "signal: killed";
            case Exit.NotStarted(String problem) -> problem;
            case Exit.NoWorkingFolder(String problem) -> problem;
        };
    }

    private static InvocationEnd failed(String type, String message, boolean reusable, List<String> lines) {
        return InvocationEnd.unhandled(error(type, message), reusable, lines, new Status.Failure(type));
    }

    private static String type(Exit exit) {
        return switch (exit) {
            case Exit.OutOfMemory() -> OUT_OF_MEMORY;
            case Exit.NotStarted(String _) -> "Runtime.InvalidEntrypoint";
            case Exit.NoWorkingFolder(String _) -> "Runtime.InvalidWorkingDir";
            case Exit.Status(int _), Exit.Signal(int _) -> EXIT_ERROR;
        };
    }

    private static String reason(Exit exit) {
        return switch (exit) {
            case Exit.Status(int status) when status == 0 -> "Runtime exited without providing a reason";
            case Exit.Status(int status) -> "Runtime exited with error: exit status " + status;
            case Exit.Signal(int number) -> "Runtime exited with error: signal: " + signal(number);
            case Exit.OutOfMemory() -> "Runtime exited with error: signal: killed";
            case Exit.NotStarted(String problem) -> problem;
            case Exit.NoWorkingFolder(String problem) -> problem;
        };
    }

    private static String signal(int number) {
        return number >= 1 && number <= SIGNALS.size() ? SIGNALS.get(number - 1) : "signal " + number;
    }

    private static byte[] error(String type, String message) {
        return new JsonWriter()
                .beginObject()
                .name("errorType")
                .string(type)
                .name("errorMessage")
                .string(message)
                .endObject()
                .toBytes();
    }
}
