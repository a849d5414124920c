package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.util.Optional;

/**
 * What a Worker needs to know to start a sandbox.
 *
 * @param sandbox the name of the new sandbox, chosen by who orders it: so a late answer tells of what it is the answer
 * @param tenant for whom alone it is, if the function isolates its tenants
 * @param type what the function is told of why it was started
 * @param epoch the life of the Worker Manager that orders it
 * @param expectedMemory the room that it takes: what it is expected to use, at most its function's limit
 */
public record StartOrder(
        SandboxId sandbox,
        FunctionVersion function,
        Optional<String> tenant,
        InitializationType type,
        long epoch,
        DataSize expectedMemory) {
    /** Of a sandbox that takes as much room as it may use. */
    public StartOrder(
            SandboxId sandbox, FunctionVersion function, Optional<String> tenant, InitializationType type, long epoch) {
        this(sandbox, function, tenant, type, epoch, function.memory());
    }

    public SandboxKey key() {
        return function.sandboxKey(tenant);
    }
}
