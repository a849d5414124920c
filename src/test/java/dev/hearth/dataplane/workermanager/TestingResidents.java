package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import java.util.Optional;

/** Sandboxes as Workers tell of them. */
final class TestingResidents {
    private TestingResidents() {}

    static SandboxReport starting(StartOrder order) {
        return of(order, WorkerReport.State.STARTING, Optional.empty());
    }

    static SandboxReport idle(StartOrder order) {
        return of(order, WorkerReport.State.IDLE, Optional.empty());
    }

    static SandboxReport busy(StartOrder order, Grant grant) {
        return of(order, WorkerReport.State.BUSY, Optional.of(grant));
    }

    static StartOrder order(String sandbox, FunctionVersion function, InitializationType type) {
        return new StartOrder(new SandboxId(sandbox), function, Optional.empty(), type, 1, StartOrder.Waits.NONE);
    }

    private static SandboxReport of(StartOrder order, WorkerReport.State state, Optional<Grant> grant) {
        return new SandboxReport(order, state, grant);
    }
}
