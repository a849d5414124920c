package dev.hearth.dataplane.wire;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A Worker Manager beside what is tested, which nobody may use. */
public class IdleManager implements WorkerManager {
    @Override
    public Grant grant(FunctionVersion function, Optional<String> tenant, InvocationKind kind) {
        throw new AssertionError("nobody asks for a sandbox");
    }

    @Override
    public void end(Grant grant, GrantOutcome how, SandboxUsage usage) {
        throw new AssertionError("nobody has a grant");
    }

    @Override
    public List<SandboxKey> keysOf(FunctionArn function) {
        return List.of();
    }

    @Override
    public void retire(SandboxKey key) {}

    @Override
    public void provision(FunctionVersion version, int sandboxes) {}

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        return new ProvisionedSandboxes(0, Optional.empty());
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void drain(Duration limit) {}

    @Override
    public void close() {}
}
