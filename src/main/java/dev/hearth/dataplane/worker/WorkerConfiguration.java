package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a worker is and may use.
 *
 * @param zone the part of the fleet that fails together
 * @param memory what the limits of its sandboxes may add up to
 * @param codeFolder where unpacked code is kept
 * @param codeLimit how much of it, beside what is in use
 * @param freezeGrace how long a sandbox idles before it is frozen
 */
public record WorkerConfiguration(
        WorkerId id, String zone, DataSize memory, Path codeFolder, DataSize codeLimit, Duration freezeGrace) {
    /**
     * For a machine with so much memory.
     *
     * @param overcommit how many times more the sandboxes' limits may add up to than there is for them
     */
    public static WorkerConfiguration of(
            WorkerId id, String zone, DataSize machineMemory, double overcommit, Path codeFolder) {
        long bytes = (long) (machineMemory.bytes() * Limits.SHARE_OF_MACHINE * overcommit);
        return new WorkerConfiguration(id, zone, new DataSize(bytes), codeFolder, Limits.CODE, Limits.FREEZE_GRACE);
    }
}
