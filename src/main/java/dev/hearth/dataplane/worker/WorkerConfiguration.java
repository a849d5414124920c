package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The identity and limits of a worker.
 *
 * @param zone the part of the fleet that fails together
 * @param memory the most memory that its sandboxes are expected to use together
 * @param memoryOvercommit how many times this memory the limits of its sandboxes may add up to. It bounds the effect of
 *     a wrong expectation of the Worker Manager
 * @param codeFolder where unpacked code is kept
 * @param codeLimit the size of all unpacked code above which unused code is removed
 * @param freezeGrace how long a sandbox is idle before it is frozen
 * @param stemCells the most stem cells
 */
public record WorkerConfiguration(
        WorkerId id,
        String zone,
        DataSize memory,
        double memoryOvercommit,
        Path codeFolder,
        DataSize codeLimit,
        Duration freezeGrace,
        int stemCells) {
    /**
     * With the usual limits.
     *
     * @param stemCells the most stem cells; empty: a number that suits the memory
     */
    public static WorkerConfiguration of(
            WorkerId id,
            String zone,
            DataSize memory,
            double memoryOvercommit,
            Path codeFolder,
            Optional<Integer> stemCells) {
        return new WorkerConfiguration(
                id,
                zone,
                memory,
                memoryOvercommit,
                codeFolder,
                Limits.CODE,
                Limits.FREEZE_GRACE,
                stemCells.orElseGet(() -> usualStemCells(memory)));
    }

    private static int usualStemCells(DataSize memory) {
        long fitting = memory.bytes() / Limits.STEM_SHARE / Limits.STEM_MEMORY.bytes();
        return Math.clamp(fitting, 1, Limits.STEM_CELLS);
    }
}
