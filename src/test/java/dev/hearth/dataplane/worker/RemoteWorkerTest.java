package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.wire.Wire;

/** Over the wire. */
class RemoteWorkerTest extends WorkerContract {
    private final Wire wire = new Wire();

    @Override
    Worker reach(Worker local) {
        return wire.to(local);
    }

    @Override
    void leave() {
        wire.close();
    }
}
