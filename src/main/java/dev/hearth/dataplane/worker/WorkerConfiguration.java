package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a worker is and may use.
 *
 * @param zone the part of the fleet that fails together
 * @param memory what its sandboxes are expected to use together, at most
 * @param codeFolder where unpacked code is kept
 * @param codeLimit how much of it, beside what is in use
 * @param freezeGrace how long a sandbox idles before it is frozen
 */
public record WorkerConfiguration(
        WorkerId id, String zone, DataSize memory, Path codeFolder, DataSize codeLimit, Duration freezeGrace) {
    /** With the usual limits. */
    public static WorkerConfiguration of(WorkerId id, String zone, DataSize memory, Path codeFolder) {
        return new WorkerConfiguration(id, zone, memory, codeFolder, Limits.CODE, Limits.FREEZE_GRACE);
    }
}
