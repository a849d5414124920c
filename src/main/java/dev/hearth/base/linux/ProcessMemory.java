package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The memory of single processes ({@code proc(5)}). */
public final class ProcessMemory {
    private static final String PEAK = "\nVmHWM:";

    private ProcessMemory() {}

    /**
     * The greatest peak of these processes: own memory, and mapped pages of programs, libraries and files, shared or
     * not. Only the first few processes are read. Ended processes count as zero.
     */
    public static DataSize largestPeak(List<Long> processes) {
        return processes.stream()
                .limit(Limits.PROCESSES_MEASURED)
                .map(ProcessMemory::peak)
                .reduce(new DataSize(0), (a, b) -> a.compareTo(b) >= 0 ? a : b);
    }

    /** The peak of a process; zero if it has ended, or where the kernel does not tell. */
    public static DataSize peak(long process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process), "status"));
            String status = new String(bytes, StandardCharsets.ISO_8859_1);
            int start = status.indexOf(PEAK);
            int end = status.indexOf(" kB", start);
            if (start < 0 || end < 0) {
                return new DataSize(0); // a zombie
            }
            return DataSize.ofKibibytes(
                    Long.parseLong(status.substring(start + PEAK.length(), end).strip()));
        } catch (IOException e) {
            return new DataSize(0);
        }
    }
}
