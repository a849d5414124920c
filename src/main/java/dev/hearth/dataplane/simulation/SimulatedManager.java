package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.MessageNetwork.Message;
import dev.hearth.dataplane.workermanager.ManagerAction;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The shell around the Worker Manager's machine: passes events to it, and does its actions with messages and timers.
 */
final class SimulatedManager {
    private final LongFunction<Decisions> machines;
    private final Surroundings surroundings;

    /** The Workers that have not reported to the present Worker Manager, which does not know them yet. */
    private final Set<WorkerId> missing = new LinkedHashSet<>();

    /** The numbers of provisioned sandboxes. A new Worker Manager is told them again. */
    private final Map<SandboxKey, ManagerEvent.FloorSet> floors = new LinkedHashMap<>();

    private Decisions machine;
    private long epoch = 1;

    /**
     * A Worker Manager that knows nothing yet.
     *
     * @param machines makes the machine of an epoch
     */
    SimulatedManager(LongFunction<Decisions> machines, Surroundings surroundings) {
        this.machines = machines;
        this.surroundings = surroundings;
        this.machine = machines.apply(epoch);
    }

    Decisions machine() {
        return machine;
    }

    /** Asks every Worker for its report until it answers. From then on the machine asks. */
    void begin() {
        missing.clear();
        surroundings
                .fleet()
                .all()
                .forEach(worker -> missing.add(worker.machine().id()));
        askMissing();
    }

    private void askMissing() {
        List.copyOf(missing).forEach(this::look);
        if (!missing.isEmpty()) {
            long life = epoch;
            surroundings.clock().at(surroundings.clock().nanos() + Limits.JOIN_EVERY.toNanos(), () -> {
                if (epoch == life) {
                    askMissing();
                }
            });
        }
    }

    /** Replaces the Worker Manager by a new one, which knows only what Workers report. */
    void beginAnew() {
        epoch++;
        surroundings.note("the Worker Manager begins anew as epoch " + epoch);
        machine = machines.apply(epoch);
        surroundings.invariants().managerBegan();
        begin();
        List.copyOf(floors.values()).forEach(this::hear);
        surroundings.frontend().managerBegan();
    }

    /** Sets the number of provisioned sandboxes of a function. */
    void provision(FunctionVersion function, int sandboxes) {
        ManagerEvent.FloorSet floor = new ManagerEvent.FloorSet(function, sandboxes);
        floors.put(function.sandboxKey(), floor);
        hear(floor);
    }

    /** The number of provisioned sandboxes of a key. */
    int provisioned(SandboxKey key) {
        ManagerEvent.FloorSet floor = floors.get(key);
        return floor == null ? 0 : floor.sandboxes();
    }

    /** Deletes a function: it is not called any more. */
    void forget(SimulatedFunction function) {
        FunctionVersion version = function.version();
        if (floors.remove(version.sandboxKey()) != null) {
            hear(new ManagerEvent.FloorSet(version, 0));
        }
        retire(function.keys());
    }

    /** The revisions of these keys are not current any more. */
    void retire(List<SandboxKey> keys) {
        keys.forEach(key -> hear(new ManagerEvent.Retired(key)));
    }

    /** Passes an event to the machine. */
    void hear(ManagerEvent event) {
        long now = surroundings.clock().nanos();
        if (event instanceof ManagerEvent.WorkerReported(var report)) {
            missing.remove(report.view().id());
        }
        surroundings.invariants().heard(event);
        List<ManagerAction> actions = machine.on(event, now);
        for (ManagerAction action : actions) {
            surroundings.invariants().said(action);
            perform(action);
        }
    }

    private void perform(ManagerAction action) {
        MessageNetwork network = surroundings.network();
        switch (action) {
            case ManagerAction.Give(var ask, var grant) ->
                network.send(Message.EXCHANGE, () -> surroundings.frontend().given(ask, grant));
            case ManagerAction.Refuse(var ask, var reason) ->
                network.send(Message.EXCHANGE, () -> surroundings.frontend().refused(ask, reason));
            case ManagerAction.Start(var worker, var order) ->
                network.send(Message.NOTE, () -> surroundings.fleet().of(worker).start(order));
            case ManagerAction.Stop(var worker, var sandbox) ->
                network.send(Message.NOTE, () -> surroundings.fleet().of(worker).stop(sandbox));
            case ManagerAction.Look(var worker) -> look(worker);
            case ManagerAction.WakeAt(var part, var nanos) -> {
                long life = epoch;
                surroundings.clock().at(nanos, () -> {
                    if (epoch == life) {
                        hear(new ManagerEvent.TimeCame(part));
                    }
                });
            }
        }
    }

    private void look(WorkerId worker) {
        long asking = epoch;
        surroundings
                .network()
                .send(Message.NOTE, () -> surroundings.fleet().of(worker).look(asking));
    }

    /** The connection to a Worker has broken. */
    void miss(WorkerId worker) {
        hear(new ManagerEvent.WorkerSilent(worker));
    }
}
