package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a Worker says it is and runs.
 *
 * @param cpuMillis thousandths of a processor that it has
 * @param sandboxes those that have been started and those that start
 * @param load what its sandboxes use
 * @param code the digests of the code that it has unpacked, the most recently used ones
 */
public record WorkerReport(
        WorkerView view, int cpuMillis, List<SandboxReport> sandboxes, Load load, List<String> code) {
    /** Of a Worker that does not say what its sandboxes use, nor which code it has. */
    public WorkerReport(WorkerView view, int cpuMillis, List<SandboxReport> sandboxes) {
        this(view, cpuMillis, sandboxes, Load.UNKNOWN, List.of());
    }

    /**
     * What the sandboxes of a Worker use together.
     *
     * @param memory now; zero where the Worker can't tell
     * @param cpuMillis thousandths of a processor, in the mean since the report before
     */
    public record Load(DataSize memory, OptionalInt cpuMillis) {
        public static final Load UNKNOWN = new Load(new DataSize(0), OptionalInt.empty());
    }

    /**
     * One sandbox of a Worker.
     *
     * @param order what it was started by
     * @param state what it does now
     * @param grant whose invocation it runs, while it is {@code BUSY}; else that of the last one, if there was any
     * @param age since it was ordered
     * @param usage what it was last measured to use
     */
    public record SandboxReport(
            StartOrder order, State state, Optional<Grant> grant, Duration age, SandboxUsage usage) {
        /** One that has just been ordered. */
        public SandboxReport(StartOrder order, State state, Optional<Grant> grant) {
            this(order, state, grant, Duration.ZERO, SandboxUsage.NONE);
        }

        public SandboxId sandbox() {
            return order.sandbox();
        }

        public FunctionVersion function() {
            return order.function();
        }

        public InitializationType type() {
            return order.type();
        }

        public SandboxKey key() {
            return order.key();
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
