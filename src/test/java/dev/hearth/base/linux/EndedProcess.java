package dev.hearth.base.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a process has ended. One that has ended stays in the process table until its parent has asked how, and the
 * machine's first process, which is the parent of orphans, may do that late. Java calls such a process alive.
 */
public final class EndedProcess {
    private EndedProcess() {}

    /** True also for one that is still in the process table. */
    public static boolean is(long process) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
            return status.substring(status.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException gone) {
            return ProcessHandle.of(process).isEmpty();
        }
    }
}
