package dev.hearth.dataplane.workermanager;

import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.ResponseSink;

/** The right to run one invocation in a sandbox that nobody else uses meanwhile. */
public interface SandboxLease extends AutoCloseable {
    /** Runs it. If the sandbox turns out to have ended before the function saw the invocation, another one is used. */
    InvocationResult invoke(Invocation invocation);

    /** Runs it as well, and hands its answer to the sink as it comes. Returns when the sandbox can be given back. */
    InvocationResult invoke(Invocation invocation, ResponseSink sink);

    /** Gives the sandbox back, for the next or for destruction. */
    @Override
    void close();
}
