package dev.hearth.dataplane.worker;

/** In the same process. */
class LocalWorkerTest extends WorkerContract {
    @Override
    Worker reach(Worker local) {
        return local;
    }
}
