package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.TestingCounter;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.wire.RemoteWorkerManager;
import dev.hearth.dataplane.wire.Roles;
import dev.hearth.dataplane.wire.Wire;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Over the wire, as is its Worker for it. */
class RemoteWorkerManagerTest extends WorkerManagerContract {
    private final Wire wire = new Wire();
    private final List<SystemTimers> timers = new ArrayList<>();

    @Override
    WorkerManager create(WorkerManagerConfiguration configuration, Duration keepAlive, FakeWorker worker) {
        ManagerMachine machine = new ManagerMachine(
                configuration, new FirstFitPlacement(), () -> new FixedKeepAlive(keepAlive), Ids.secure(), EPOCH);
        SystemTimers own = new SystemTimers("test", Time.SYSTEM);
        timers.add(own);
        DirectWorkerManager manager =
                new DirectWorkerManager(List.of(wire.to(worker)), machine, EPOCH, Time.SYSTEM, own);
        return new RemoteWorkerManager(wire.to(manager, TestingCounter.limited(1), Roles.FRONTEND), Time.SYSTEM);
    }

    @Override
    void leave() {
        timers.forEach(SystemTimers::close);
        wire.close();
    }
}
