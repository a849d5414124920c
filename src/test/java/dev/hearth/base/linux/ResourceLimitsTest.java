package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceLimitsTest {
    @Test
    void noneIsAboveThisProcesssOwn() {
        assumeTrue(Files.exists(Path.of("/proc/self/limits")), "there is no /proc");
        assertThat(ResourceLimits.processes(1)).isOne();
        assertThat(ResourceLimits.pendingSignals(2)).isEqualTo(2);
        assertThat(own("-Hu")).isEqualTo(ResourceLimits.processes(Long.MAX_VALUE));
        assertThat(own("-Hi")).isEqualTo(ResourceLimits.pendingSignals(Long.MAX_VALUE));
    }

    @Test
    void asManyFilesMayBeOpenAsThisProcessIsAllowed() {
        assumeTrue(Files.exists(Path.of("/proc/sys/fs/nr_open")), "this is no Linux");
        long before = ResourceLimits.openFiles(Long.MAX_VALUE);
        ResourceLimits.raiseOpenFiles();
        assertThat(ResourceLimits.openFiles(Long.MAX_VALUE)).isGreaterThanOrEqualTo(before);
        assertThat(own("-Sn")).isEqualTo(ResourceLimits.openFiles(Long.MAX_VALUE));
    }

    private static long own(String option) {
        List<String> command = List.of("bash", "-c", "ulimit " + option);
        String value = Command.run(command, "", Duration.ofSeconds(30)).strip();
        return value.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(value);
    }
}
