package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Knows which sandboxes exist and which are idle, and grants them to requests. */
public interface WorkerManager extends AutoCloseable {
    /**
     * Grants a sandbox for one invocation: an idle one, else the first that becomes free, new or busy before. The
     * caller must end the grant, whatever the outcome of the invocation. When the time of a grant is over that was not
     * ended, its Worker is asked, and the grant is taken back if its invocation no longer runs.
     *
     * @param tenant the tenant of the request, if the function isolates tenants; the sandbox serves no other tenant
     * @param kind synchronous requests are served before asynchronous ones
     * @throws dev.hearth.error.ServiceException if no sandbox could be granted
     */
    Grant grant(FunctionVersion function, Optional<String> tenant, InvocationKind kind);

    /**
     * Ends a grant. A repeated end, or one of a grant that was taken back, has no effect.
     *
     * @param usage what the sandbox was last measured to use
     */
    void end(Grant grant, GrantOutcome how, SandboxUsage usage);

    /** Ends a grant whose sandbox was not measured. */
    default void end(Grant grant, GrantOutcome how) {
        end(grant, how, SandboxUsage.NONE);
    }

    /**
     * The keys of a function that have sandboxes or waiting requests.
     *
     * @param function with a qualifier: the keys of that version; without: those of all versions
     */
    List<SandboxKey> keysOf(FunctionArn function);

    /**
     * Stops the sandboxes of a key: idle ones now, busy ones when their invocations end. For a revision that is no
     * longer current, and never will be again.
     */
    void retire(SandboxKey key);

    /**
     * Provisions this many sandboxes of a version. One that ends is replaced. With 0, existing ones are stopped, busy
     * ones when their invocations end.
     */
    void provision(FunctionVersion version, int sandboxes);

    /** The progress of {@link #provision}. */
    ProvisionedSandboxes provisioned(SandboxKey version);

    /** The number of sandboxes. */
    int size();

    /** Waits until running invocations have ended, up to a limit, then stops all sandboxes. */
    void drain(Duration limit);

    @Override
    void close();
}
