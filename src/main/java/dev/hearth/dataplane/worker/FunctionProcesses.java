package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.worker.ProcessStarter.Occupant;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Time;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The runtime's processes of one sandbox, started by this machine's {@link ProcessStarter}. */
final class FunctionProcesses implements SandboxProcesses {
    private final ProcessStarter starter;
    private final SandboxId id;
    private final Occupant occupant;
    private final Time time;

    /** The plan by which the sandbox was made, until its first process is started. */
    private @Nullable PlannedProgram first;

    FunctionProcesses(ProcessStarter starter, SandboxId id, Occupant occupant, Time time) {
        this.starter = starter;
        this.id = id;
        this.occupant = occupant;
        this.time = time;
    }

    @Override
    public Sandbox create() {
        PlannedProgram program = starter.plan(occupant);
        first = program;
        return starter.create(id, occupant.function(), program);
    }

    @Override
    public boolean renews(Instant end) {
        return starter.renews(occupant.function(), end, time.now());
    }

    @Override
    public boolean awaitSdk() throws InterruptedException {
        return starter.awaitSdk(occupant.function());
    }

    /** A later process gets a new plan, because interpreter and SDK may have been replaced since. */
    @Override
    public SandboxProcess start(Sandbox empty, Runnable onExit) {
        PlannedProgram planned = first;
        first = null;
        return starter.start(empty, occupant, planned == null ? starter.plan(occupant) : planned, onExit);
    }
}
