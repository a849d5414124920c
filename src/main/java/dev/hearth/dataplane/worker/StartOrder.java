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
 * @param waits what it waited for until it was ordered
 */
public record StartOrder(
        SandboxId sandbox,
        FunctionVersion function,
        Optional<String> tenant,
        InitializationType type,
        long epoch,
        Waits waits) {
    /**
     * How long a sandbox that was wanted waited until it was ordered, in nanoseconds.
     *
     * @param turnNanos for its turn, and for room to look for
     * @param placeNanos for its place: the plan, and the end of those that were evicted for it
     */
    public record Waits(long turnNanos, long placeNanos) {
        /** It was ordered at once. */
        public static final Waits NONE = new Waits(0, 0);
    }

    public SandboxKey key() {
        return function.sandboxKey(tenant);
    }
}
