package dev.hearth.dataplane.worker;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What a worker is and may use.
 *
 * @param zone the part of the fleet that fails together
 * @param memory what its sandboxes are expected to use together, at most
 * @param codeFolder where unpacked code is kept
 * @param codeLimit how much of it, beside what is in use
 * @param freezeGrace how long a sandbox idles before it is frozen
 * @param stemCells how many sandboxes may hold a program that waits for its function
 */
public record WorkerConfiguration(
        WorkerId id,
        String zone,
        DataSize memory,
        Path codeFolder,
        DataSize codeLimit,
        Duration freezeGrace,
        int stemCells) {
    /**
     * With the usual limits.
     *
     * @param stemCells empty: as many as the memory has room for, and are worth while
     */
    public static WorkerConfiguration of(
            WorkerId id, String zone, DataSize memory, Path codeFolder, Optional<Integer> stemCells) {
        return new WorkerConfiguration(
                id,
                zone,
                memory,
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
