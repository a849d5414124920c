package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that can't accept connections any more. */
class LostListenerTest {
    @TempDir
    Path folder;

    @Test
    void itEndsAndSaysSo() throws Exception {
        Assumptions.assumeTrue(Commands.isPresent("prlimit"), "prlimit limits the files of another process");
        Path data = Files.createDirectory(folder.resolve("data"));
        try (HearthProcess hearth = HearthProcess.start(data, "--sandbox", "process")) {
            limitFiles(hearth, openFiles(hearth));
            try (Socket refused =
                    new Socket(hearth.endpoint().getHost(), hearth.endpoint().getPort())) {
                assertThat(refused.getInputStream().read()).isNegative();
            }
            limitFiles(hearth, 1_000);

            assertThat(hearth.awaitEnd(Duration.ofSeconds(60))).isEqualTo(1);
            assertThat(hearth.output()).contains("a server has stopped to accept connections, so Hearth ends");
        }
        assertThat(Leftovers.onMachine(data)).isEmpty();
    }

    private static long openFiles(HearthProcess hearth) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(hearth.pid()), "fd"))) {
            return files.count();
        }
    }

    private static void limitFiles(HearthProcess hearth, long count) {
        Commands.run(Map.of(), List.of("prlimit", "--pid", Long.toString(hearth.pid()), "--nofile=" + count + ":"));
    }
}
