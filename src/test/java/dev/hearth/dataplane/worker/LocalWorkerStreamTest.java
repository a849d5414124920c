package dev.hearth.dataplane.worker;

/** In the same process. */
class LocalWorkerStreamTest extends WorkerStreamContract {
    @Override
    Worker reach(Worker local) {
        return local;
    }
}
