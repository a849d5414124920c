package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.model.DataSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void theLargestOfSeveralIsTold() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/status")), "there is no /proc");
        long own = ProcessHandle.current().pid();
        Process small = new ProcessBuilder("sh", "-c", "echo ready; read line").start();
        try {
            assertThat(small.inputReader().readLine()).isEqualTo("ready");
            DataSize peak = ProcessMemory.peak(small.pid());
            assertThat(peak).isBetween(DataSize.ofKibibytes(100), DataSize.ofMebibytes(30));
            assertThat(ProcessMemory.largestPeak(List.of(small.pid(), own))).isGreaterThan(DataSize.ofMebibytes(30));
        } finally {
            small.destroyForcibly().waitFor();
        }
        assertThat(ProcessMemory.peak(small.pid())).isEqualTo(new DataSize(0));
        assertThat(ProcessMemory.largestPeak(List.of())).isEqualTo(new DataSize(0));
    }
}
