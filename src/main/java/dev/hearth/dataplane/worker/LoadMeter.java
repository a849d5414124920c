package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.time.Time;
import java.util.concurrent.locks.ReentrantLock;

/** Measures the usage of all sandboxes of a driver together. Safe for use by several threads. */
final class LoadMeter {
    private final SandboxDriver driver;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private final ProcessorMeter processors;

    LoadMeter(SandboxDriver driver, Time time) {
        this.driver = driver;
        this.time = time;
        this.processors = new ProcessorMeter(driver.processorTime(), time.nanos());
    }

    /** The memory now, and the use of processors since the last call. */
    WorkerReport.Load read() {
        lock.lock();
        try {
            return new WorkerReport.Load(driver.memoryUsed(), processors.read(driver.processorTime(), time.nanos()));
        } finally {
            lock.unlock();
        }
    }
}
