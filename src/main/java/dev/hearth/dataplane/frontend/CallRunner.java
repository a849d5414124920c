package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.counter.Capacity;
import dev.hearth.dataplane.counter.Claimant;
import dev.hearth.dataplane.counter.Counter;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.Permit;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the steps that a {@link CallMachine} decides, on the call's thread; the end of an invocation that lasts longer
 * than its answer on one of its own.
 */
public final class CallRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

    private final Counter counter;
    private final WorkerManager manager;
    private final Workers workers;

    public CallRunner(Counter counter, WorkerManager manager, Workers workers) {
        this.counter = counter;
        this.manager = manager;
        this.workers = workers;
    }

    /**
     * A call that may run.
     *
     * @param claimant whose it is
     * @param capacity what it may take of its account's concurrency
     * @param sink gets what the function answers
     * @param times what measures its phases
     */
    record Job(
            FunctionVersion function,
            Claimant claimant,
            Capacity capacity,
            InvocationKind kind,
            Invocation invocation,
            ResponseSink sink,
            CallTimes times) {}

    /**
     * Runs a call.
     *
     * @throws ServiceException if the function did not run, or the platform failed while it did
     */
    Worker.Completion run(Job job) {
        try (Run run = new Run(job)) {
            return run.toTheEnd();
        } catch (ServiceException failed) {
            throw failed.getCause() instanceof InterruptedException ? cutOff() : failed;
        }
    }

    /** The error for an interrupt. Requests are interrupted only when the server stops and their time is over. */
    private static ServiceException cutOff() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "Hearth stopped before the function had answered.");
    }

    /** The execution of one call. */
    private final class Run implements AutoCloseable {
        private final Job job;
        private final CallMachine machine = new CallMachine();
        private @Nullable Permit permit;
        private Worker.@Nullable Completion completion;
        private boolean left;

        Run(Job job) {
            this.job = job;
        }

        Worker.Completion toTheEnd() {
            return on(new CallEvent.Begun());
        }

        private Worker.Completion on(CallEvent first) {
            CallEvent event = first;
            while (true) {
                CallEvent outcome = null;
                for (CallStep step : machine.on(event)) {
                    switch (step) {
                        case CallStep.AcquirePermit() -> outcome = acquire();
                        case CallStep.AskForSandbox() -> outcome = ask();
                        case CallStep.Invoke(Grant grant) -> outcome = invoke(grant);
                        case CallStep.EndGrant(Grant grant, GrantOutcome how, SandboxUsage usage) ->
                            manager.end(grant, how, usage);
                        case CallStep.EndPermit() -> endPermit();
                        case CallStep.AnswerAndAwaitEnd() -> {
                            Worker.Completion answered = ended();
                            left = true;
                            Thread.ofVirtual()
                                    .name("end of " + job.invocation().requestId())
                                    .start(() -> toTheEnd(answered));
                            return answered;
                        }
                        case CallStep.Answer() -> {
                            return ended();
                        }
                        case CallStep.Fail(Throwable reason) -> throw unchecked(reason);
                    }
                }
                if (outcome == null) {
                    throw new IllegalStateException("a call without an end");
                }
                event = outcome;
            }
        }

        private CallEvent acquire() {
            try {
                permit = counter.acquire(
                        job.claimant(),
                        job.capacity(),
                        job.kind(),
                        job.function().timeout());
                job.times().end(CallPhase.PERMIT);
                return new CallEvent.Permitted();
            } catch (RuntimeException | Error e) {
                return new CallEvent.Failed(e);
            }
        }

        private CallEvent ask() {
            try {
                Grant grant = manager.grant(job.function(), job.invocation().tenantId(), job.kind());
                job.times().end(CallPhase.SANDBOX);
                return new CallEvent.Granted(grant);
            } catch (RuntimeException | Error e) {
                return new CallEvent.Failed(e);
            }
        }

        private CallEvent invoke(Grant grant) {
            try {
                Optional<Worker> worker = workers.find(grant.worker());
                if (worker.isEmpty()) {
                    return new CallEvent.SandboxGone();
                }
                Worker.Completion end = worker.get().invoke(grant, job.invocation(), job.sink());
                completion = end;
                job.times().invoked(end.times(), end.functionError());
                if (end.rest().isPresent()) {
                    return new CallEvent.Answered();
                }
                return new CallEvent.Ran(end.reusable(), end.usage());
            } catch (SandboxGoneException e) {
                job.times().end(CallPhase.SANDBOX);
                return new CallEvent.SandboxGone();
            } catch (RuntimeException | Error e) { // also an OutOfMemoryError: grant and permit must be ended
                return new CallEvent.Failed(e);
            }
        }

        /** Waits for the end of an invocation whose caller has been answered. */
        private void toTheEnd(Worker.Completion answered) {
            CallEvent end;
            try {
                Worker.Completion last = answered.rest().orElseThrow().await();
                end = new CallEvent.Ran(last.reusable(), last.usage());
            } catch (RuntimeException | Error e) { // grant and permit must be ended
                end = new CallEvent.Failed(e);
            }
            try {
                on(end);
            } catch (RuntimeException e) {
                LOG.warn(
                        "invocation {} failed after its answer",
                        job.invocation().requestId(),
                        e);
            } finally {
                endPermit();
            }
        }

        private Worker.Completion ended() {
            Worker.Completion end = completion;
            if (end == null) {
                throw new IllegalStateException("an answer without an invocation");
            }
            return end;
        }

        /** Ends the permit, unless the invocation goes on. */
        @Override
        public void close() {
            if (!left) {
                endPermit();
            }
        }

        /** A second call has no effect. */
        private void endPermit() {
            Permit taken = permit;
            if (taken != null) {
                counter.end(taken);
            }
        }
    }

    private static RuntimeException unchecked(Throwable reason) {
        return switch (reason) {
            case RuntimeException unchecked -> unchecked;
            case Error error -> throw error;
            default -> new IllegalStateException(reason);
        };
    }
}
