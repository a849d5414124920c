package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a Worker says it is and runs.
 *
 * @param cpuMillis thousandths of a processor that it has
 * @param sandboxes those that have been started and those that start
 */
public record WorkerReport(WorkerView view, int cpuMillis, List<Resident> sandboxes) {
    /**
     * One sandbox of a Worker.
     *
     * @param tenant for whom alone it is, if the function isolates its tenants
     * @param type why it was started
     * @param state what it does now
     * @param grant whose invocation it runs, while it is {@code BUSY}; else that of the last one, if there was any
     * @param age since it was ordered
     */
    public record Resident(
            SandboxId sandbox,
            FunctionVersion function,
            Optional<String> tenant,
            InitializationType type,
            State state,
            Optional<Grant> grant,
            Duration age) {
        /** One that has just been ordered. */
        public Resident(
                SandboxId sandbox,
                FunctionVersion function,
                Optional<String> tenant,
                InitializationType type,
                State state,
                Optional<Grant> grant) {
            this(sandbox, function, tenant, type, state, grant, Duration.ZERO);
        }

        public SandboxKey key() {
            return function.sandboxKey(tenant);
        }
    }

    /** What a sandbox does. */
    public enum State {
        STARTING,
        IDLE,
        BUSY,
        /** No invocation runs in it, and it can't take another one. */
        SPENT
    }
}
