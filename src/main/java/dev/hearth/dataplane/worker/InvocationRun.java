package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InitOutcome;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.worker.Outcomes.InvocationEnd;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One invocation in a sandbox, from the offer to the runtime until its answer has ended and, if the function has
 * extensions, until these have ended it too. For one thread at a time.
 */
final class InvocationRun {
    private final Parts parts;
    private final Environment environment;
    private final Invocation invocation;
    private final ResponseSink sink;
    private final long start;
    private @Nullable InvocationEnd ending;

    /** @param start when the invocation began */
    InvocationRun(Parts parts, Environment environment, Invocation invocation, ResponseSink sink, long start) {
        this.parts = parts;
        this.environment = environment;
        this.invocation = invocation;
        this.sink = sink;
        this.start = start;
    }

    /**
     * The parts that all invocations of a sandbox share.
     *
     * @param sdk waits for the AWS SDK if the function lacks it
     */
    record Parts(
            SandboxId id,
            FunctionVersion function,
            PlatformLog platform,
            SdkWait sdk,
            InvocationClock clock,
            Time time) {}

    /** The sandbox, as an invocation uses it. */
    interface Environment {
        SandboxProcess process();

        /** Replaces the process by a new one, whose init begins. */
        SandboxProcess startAnother() throws SandboxGoneException;

        /** The init of a new process has succeeded. */
        void initialized(SandboxProcess process);

        /** The invocation is offered to the runtime, until this deadline. */
        void offered(Instant until);
    }

    Invocation invocation() {
        return invocation;
    }

    /** Its end, as far as it is known. */
    InvocationEnd ending() {
        InvocationEnd known = ending;
        if (known == null) {
            throw new IllegalStateException("it has not ended");
        }
        return known;
    }

    Duration took() {
        return Duration.ofNanos(parts.time().nanos() - start);
    }

    private Duration left() {
        return parts.function().timeout().minus(took());
    }

    /** Whether extensions may still work on it after its answer has ended. */
    boolean lasts() {
        return ending().reusable() && !environment.process().extensions().none();
    }

    /** Runs it until its answer has ended. */
    void answer(boolean initialize) throws SandboxGoneException, InterruptedException {
        ending = initialize ? initializeAndRun() : run(false);
    }

    /** Waits until the runtime and the extensions ask for more. */
    void awaitExtensions() throws InterruptedException {
        SandboxProcess current = environment.process();
        Optional<InvokeOutcome> instead = current.awaitAllDone(
                left(), () -> parts.platform().runtimeDone(invocation, took(), ending().status(), ending().produced()));
        current.sandbox().flushOutput();
        if (instead.isPresent()) {
            ending = end(instead.get(), current);
        }
    }

    private InvocationEnd end(InvokeOutcome outcome, SandboxProcess process) {
        return Outcomes.of(
                outcome,
                process.exit(),
                invocation.requestId(),
                parts.function().timeout());
    }

    /** Runs it in the present process, whose init may just have been run for it. */
    private InvocationEnd run(boolean initialized) throws SandboxGoneException, InterruptedException {
        SandboxProcess current = environment.process();
        Duration left = left();
        Instant deadline = parts.time().now().plus(left);
        environment.offered(deadline);
        InvokeOutcome outcome = current.explained(current.session().invoke(invocation, deadline, left, sink));
        parts.clock().answered();
        if (outcome instanceof InvokeOutcome.NotDelivered) {
            if (!current.hasExited()) {
                throw new SandboxGoneException(parts.id());
            }
            if (!initialized) {
                return initializeAndRun(); // the process ended after its last invocation
            }
            parts.platform().start(invocation.requestId()); // the invocation has failed without a runtime that got it
            outcome = current.explained(new InvokeOutcome.ProcessEnded());
        }
        return ended(current, outcome);
    }

    /** Ends the answer at the sink. A streamed invocation lasts until the runtime asks for the next one. */
    private InvocationEnd ended(SandboxProcess current, InvokeOutcome outcome) throws InterruptedException {
        InvokeOutcome end = outcome;
        if (outcome instanceof InvokeOutcome.Truncated) {
            current.awaitExit(Limits.EXIT_AFTER_TRUNCATION);
            end = current.hasExited() ? current.explained(new InvokeOutcome.ProcessEnded()) : outcome;
        }
        InvocationEnd how = parts.sdk().callEnded(end, end(end, current));
        sink.end(Outcomes.failure(end, how));
        if (end instanceof InvokeOutcome.Failed) {
            current.session().awaitRest(Limits.REST_AFTER_ERROR);
        } else if (sink.form() == ResponseSink.Form.PIECES
                && how.reusable()
                && !current.session().awaitRest(left())) {
            how = end(new InvokeOutcome.TimedOut(), current);
        }
        current.sandbox().flushOutput();
        return how;
    }

    /** Runs it in a new process, whose init counts towards the function's timeout. */
    private InvocationEnd initializeAndRun() throws SandboxGoneException, InterruptedException {
        SandboxProcess next = environment.startAnother();
        InitOutcome outcome = next.awaitInit(left());
        parts.clock().initialized();
        parts.platform().runtimeInitialized("invoke", Outcomes.status(outcome, next.exit()));
        parts.platform().extensions(next.extensions());
        if (outcome instanceof InitOutcome.Ready) {
            parts.platform().initDone(took(), "invoke");
            environment.initialized(next);
            return run(true);
        }
        parts.sdk().initFailed(outcome);
        next.awaitLastWords(outcome);
        parts.platform().initFailed(took(), "invoke", Outcomes.status(outcome, next.exit()));
        parts.platform().start(invocation.requestId());
        InvocationEnd failed = Outcomes.ofInit(
                outcome, next.exit(), invocation.requestId(), parts.function().timeout());
        sink.end(Outcomes.failure(failed));
        return failed;
    }
}
