package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.workermanager.DirectWorkerManager.Held;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseSink;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sandbox lent to one request. Used by one thread.
 *
 * <pre>
 * from    event                       to      what becomes of the sandbox
 * HELD    invoke, it can go on        HELD    stays
 * HELD    invoke, it was gone         HELD    discarded, another one takes its place
 * HELD    invoke, it can't go on      SPENT   discarded
 * HELD    close                       CLOSED  given back
 * SPENT   close                       CLOSED
 * </pre>
 */
final class Lease implements SandboxLease {
    private static final byte[] NOTHING = {};

    private final DirectWorkerManager manager;
    private final FunctionVersion function;
    private final Optional<String> tenant;
    private @Nullable Held held;
    private boolean closed;

    Lease(DirectWorkerManager manager, FunctionVersion function, Optional<String> tenant, Held held) {
        this.manager = manager;
        this.function = function;
        this.tenant = tenant;
        this.held = held;
    }

    @Override
    public InvocationResult invoke(Invocation invocation) {
        GatheringSink sink = new GatheringSink();
        Worker.Completion completion = run(invocation, sink);
        return new InvocationResult(sink.payload(), completion.functionError(), completion.logTail());
    }

    @Override
    public InvocationResult invoke(Invocation invocation, ResponseSink sink) {
        Worker.Completion completion = run(invocation, sink);
        return new InvocationResult(NOTHING, completion.functionError(), completion.logTail());
    }

    private Worker.Completion run(Invocation invocation, ResponseSink sink) {
        for (int i = 1; i <= Limits.INVOKE_ATTEMPTS; i++) {
            if (held == null) {
                held = manager.obtain(function, tenant);
            }
            boolean reusable = false;
            try {
                Worker.Completion completion =
                        manager.worker(held.member()).invoke(held.member().id(), invocation, sink);
                reusable = completion.reusable();
                return completion;
            } catch (SandboxGoneException e) {
                // the function never saw the invocation, so that another sandbox may have it
            } finally {
                if (!reusable) {
                    spend(held);
                }
            }
        }
        throw new ServiceException(
                ErrorCode.SERVICE,
                "The function's sandboxes ended before they took the invocation, " + Limits.INVOKE_ATTEMPTS
                        + " times.");
    }

    private void spend(Held spent) {
        held = null;
        manager.discard(spent);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        Held last = held;
        held = null;
        if (last != null) {
            manager.giveBack(last);
        }
        manager.leaseEnded();
    }
}
