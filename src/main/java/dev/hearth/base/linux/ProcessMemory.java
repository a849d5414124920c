package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel tells of the memory of single processes ({@code proc(5)}). */
public final class ProcessMemory {
    private static final String PEAK = "\nVmHWM:";

    private ProcessMemory() {}

    /**
     * The most that any of these processes has held at once: its own memory, and the pages of programs, libraries and
     * files that it has mapped, whoever else has them. Only the first few are looked at; those that have ended count
     * for nothing.
     */
    public static DataSize largestPeak(List<Long> processes) {
        return processes.stream()
                .limit(Limits.PROCESSES_MEASURED)
                .map(ProcessMemory::peak)
                .reduce(new DataSize(0), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** The most that a process has held at once; zero if it has ended, or where the kernel does not tell. */
    public static DataSize peak(long process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process), "status"));
            String status = new String(bytes, StandardCharsets.ISO_8859_1);
            int start = status.indexOf(PEAK);
            int end = status.indexOf(" kB", start);
            if (start < 0 || end < 0) {
                return new DataSize(0); // it is a zombie
            }
            return DataSize.ofKibibytes(
                    Long.parseLong(status.substring(start + PEAK.length(), end).strip()));
        } catch (IOException e) {
            return new DataSize(0);
        }
    }
}
