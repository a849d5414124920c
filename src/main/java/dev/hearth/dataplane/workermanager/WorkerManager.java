package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Knows which sandboxes exist and which are idle, and gives them to requests. */
public interface WorkerManager extends AutoCloseable {
    /**
     * Gives a sandbox for one invocation: an idle one, else the first that becomes free, be it a new one or a busy one.
     * Whoever is given one ends the grant, whatever becomes of the invocation; one that is not ended is taken back
     * after its time.
     *
     * @param tenant for whom it is to be, if the function isolates its tenants: no other's is ever given
     * @throws dev.hearth.error.ServiceException if none can be had
     */
    Grant grant(FunctionVersion function, Optional<String> tenant);

    /** The invocation of a grant has ended. Again, or after the grant's time: no effect. */
    void end(Grant grant, Ending how);

    /**
     * The keys of a function for which there are sandboxes, or requests that wait.
     *
     * @param function with a qualifier: that version's; else those of all of its versions
     */
    List<SandboxKey> keysOf(FunctionArn function);

    /**
     * Lets go of the sandboxes of a key: idle ones now, busy ones when they are done. For keys whose revision is no
     * longer current, and never will be again.
     */
    void retire(SandboxKey key);

    /**
     * Has so many sandboxes of a version started ahead, and keeps them: one that ends is replaced. With 0, those that
     * there are go, busy ones when they are done.
     */
    void provision(FunctionVersion version, int sandboxes);

    /** How far {@link #provision} is. */
    ProvisionedSandboxes provisioned(SandboxKey version);

    /** How many sandboxes there are. */
    int size();

    /** Waits until running invocations are done, at most so long, then lets every sandbox go. */
    void drain(Duration limit);

    @Override
    void close();
}
