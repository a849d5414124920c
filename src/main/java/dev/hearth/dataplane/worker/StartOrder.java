package dev.hearth.dataplane.worker;

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
 */
public record StartOrder(
        SandboxId sandbox, FunctionVersion function, Optional<String> tenant, InitializationType type, long epoch) {
    public SandboxKey key() {
        return function.sandboxKey(tenant);
    }
}
