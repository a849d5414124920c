package dev.hearth.dataplane.worker;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The memory limits of a worker's sandboxes, stem cells included. They add up to at most the worker's memory times its
 * overcommit.
 */
final class WorkerMemory implements StemCells.Room {
    private final WorkerId worker;
    private final double mostBytes;
    private final AtomicLong assignedBytes = new AtomicLong();

    WorkerMemory(WorkerConfiguration configuration) {
        this.worker = configuration.id();
        this.mostBytes = configuration.memory().bytes() * configuration.memoryOvercommit();
    }

    /**
     * Takes memory for a sandbox of a function.
     *
     * @param makeRoom gives back memory of stem cells; false if there is none to give back
     * @throws ServiceException if there is not enough memory
     */
    void take(DataSize memory, Predicate<DataSize> makeRoom) {
        boolean taken = take(memory);
        while (!taken && makeRoom.test(memory)) {
            taken = take(memory);
        }
        if (!taken) {
            throw new ServiceException(
                    ErrorCode.SERVICE_UNAVAILABLE,
                    "Worker " + worker + " has no memory left for a sandbox of " + memory.toMebibytesCeiling()
                            + " MB.");
        }
    }

    @Override
    public boolean take(DataSize memory) {
        long bytes = memory.bytes();
        long now = assignedBytes.get();
        while (now + bytes <= mostBytes) {
            if (assignedBytes.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = assignedBytes.get();
        }
        return false;
    }

    @Override
    public void giveBack(DataSize memory) {
        assignedBytes.addAndGet(-memory.bytes());
    }

    /**
     * The sum of the limits of functions' sandboxes.
     *
     * @param stemCells what stem cells hold, which make way for functions
     */
    DataSize assigned(DataSize stemCells) {
        return new DataSize(Math.max(0, assignedBytes.get() - stemCells.bytes()));
    }
}
