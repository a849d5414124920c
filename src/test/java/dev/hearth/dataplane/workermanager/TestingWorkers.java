package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.dataplane.worker.WorkerReport.State;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What the Workers of a {@link TestingMachine} run, by what the machine orders and hears. */
final class TestingWorkers {
    private final Map<WorkerId, WorkerView> views = new HashMap<>();
    private final Map<WorkerId, Map<SandboxId, SandboxReport>> sandboxes = new HashMap<>();

    WorkerReport report(WorkerId worker) {
        return new WorkerReport(
                Objects.requireNonNull(views.get(worker)),
                4_000,
                List.copyOf(of(worker).values()));
    }

    private Map<SandboxId, SandboxReport> of(WorkerId worker) {
        return sandboxes.computeIfAbsent(worker, first -> new LinkedHashMap<>());
    }

    void heard(ManagerEvent event) {
        switch (event) {
            case ManagerEvent.WorkerReported(WorkerReport report) -> {
                views.put(report.view().id(), report.view());
                Map<SandboxId, SandboxReport> there = of(report.view().id());
                there.clear();
                report.sandboxes().forEach(resident -> there.put(resident.sandbox(), resident));
            }
            case ManagerEvent.Started(WorkerId worker, SandboxId id) ->
                change(worker, id, State.IDLE, Optional.empty());
            case ManagerEvent.StartFailed(WorkerId worker, SandboxId id, var _) ->
                of(worker).remove(id);
            case ManagerEvent.Stopped(WorkerId worker, SandboxId id) ->
                of(worker).remove(id);
            case ManagerEvent.SandboxGone(WorkerId worker, SandboxId id) ->
                of(worker).remove(id);
            case ManagerEvent.Ended(Grant grant, var _, var _) ->
                change(grant.worker(), grant.sandbox(), State.IDLE, Optional.of(grant));
            case ManagerEvent.Asked _,
                    ManagerEvent.GaveUp _,
                    ManagerEvent.WorkerDraining _,
                    ManagerEvent.WorkerSilent _ -> {}
            case ManagerEvent.FloorSet _,
                    ManagerEvent.Retired _,
                    ManagerEvent.Draining _,
                    ManagerEvent.Closed _,
                    ManagerEvent.TimeCame _ -> {}
        }
    }

    void ordered(WorkerId worker, StartOrder order) {
        of(worker).put(order.sandbox(), TestingResidents.starting(order));
    }

    /** An invocation begins. */
    void given(Grant grant) {
        change(grant.worker(), grant.sandbox(), State.BUSY, Optional.of(grant));
    }

    void change(WorkerId worker, SandboxId id, State state, Optional<Grant> grant) {
        of(worker)
                .computeIfPresent(
                        id, (same, old) -> new SandboxReport(old.order(), state, grant, old.age(), old.usage()));
    }
}
