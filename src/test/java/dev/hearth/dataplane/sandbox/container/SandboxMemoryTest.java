package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxFixture;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What {@code Max Memory Used} is made of. */
class SandboxMemoryTest extends SandboxFixture {
    private static final Path PYTHON = Path.of("/usr/bin/python3");

    @Override
    protected SandboxDriver open(Path folder) throws IOException {
        try {
            return ContainerDriver.open(KilledDriver.config(folder, "crun"));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    @Test
    void pagesThatAllSandboxesShareCountAsTheProcesssMemory() {
        start("pass").listener.awaitText("ready"); // now the pages of Python itself are charged to another sandbox
        Started second = start("pass");
        second.listener.awaitText("ready");
        assertThat(second.sandbox.memoryPeak()).isBetween(second.ownPeak(), MEMORY);
    }

    @Test
    void itIsNeverAboveTheLimit() throws IOException {
        Path file = contents().code().folder().resolve("large");
        byte[] mebibyte = new byte[1024 * 1024];
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long i = 0; i < MEMORY.toMebibytes() * 5 / 4; i++) {
                out.write(mebibyte); // its pages are charged to this program
            }
        }
        Started started = start("""
                import mmap
                with open("/var/task/large") as file: pages = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
                for i in range(0, len(pages), 4096): pages[i]
                """);
        started.listener.awaitText("ready");
        assertThat(started.ownPeak()).isGreaterThan(MEMORY);
        assertThat(started.sandbox.memoryPeak()).isEqualTo(MEMORY);
        assertThat(started.listener.hasExited()).isFalse();
    }

    private record Started(Sandbox sandbox, RecordingListener listener) {
        /** The most that the process has held, by its own account. */
        DataSize ownPeak() {
            String text = listener.text();
            return DataSize.ofKibibytes(Long.parseLong(text.replaceAll("(?s).*VmHWM:\\s*(\\d+) kB.*", "$1")));
        }
    }

    /** Runs a program that then tells what it holds, and waits. */
    private Started start(String program) {
        assumeTrue(Files.isExecutable(PYTHON), "the programs are Python's");
        String script = program + """

                import time
                print([line for line in open("/proc/self/status") if line.startswith("VmHWM")][0])
                print("ready", flush=True)
                time.sleep(1000)
                """;
        RecordingListener listener = new RecordingListener();
        Sandbox sandbox = create();
        List<String> command = List.of(PYTHON.toString(), "-I", "-c", script);
        sandbox.assign(new Assignment(contents(), command, Map.of(), Path.of("/")), listener);
        return new Started(sandbox, listener);
    }
}
