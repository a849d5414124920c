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
 * A Worker's report of itself and its sandboxes.
 *
 * @param cpuMillis its processors, in thousandths of one
 * @param sandboxes the sandboxes that have started or are starting
 * @param load what its sandboxes use
 * @param code the digests of the code that it has unpacked, the most recently used ones
 */
public record WorkerReport(
        WorkerView view, int cpuMillis, List<SandboxReport> sandboxes, Load load, List<String> code) {
    /** A report without usage and code. */
    public WorkerReport(WorkerView view, int cpuMillis, List<SandboxReport> sandboxes) {
        this(view, cpuMillis, sandboxes, Load.UNKNOWN, List.of());
    }

    /**
     * What the sandboxes of a Worker use together.
     *
     * @param memory in use now; zero if the Worker can't tell
     * @param cpuMillis thousandths of a processor, in use on average since the report before
     */
    public record Load(DataSize memory, OptionalInt cpuMillis) {
        public static final Load UNKNOWN = new Load(new DataSize(0), OptionalInt.empty());
    }

    /**
     * One sandbox of a Worker.
     *
     * @param order the order that started it
     * @param state what it does now
     * @param grant the grant of the running invocation, while it is {@code BUSY}; else that of the last invocation, if
     *     there was one
     * @param age the time since it was ordered
     * @param usage what it was last measured to use
     */
    public record SandboxReport(
            StartOrder order, State state, Optional<Grant> grant, Duration age, SandboxUsage usage) {
        /** A sandbox that was just ordered. */
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

    /** The states of a sandbox in a report. */
    public enum State {
        STARTING,
        IDLE,
        BUSY,
        /** No invocation runs in it, and it can't run another one. */
        SPENT
    }
}
