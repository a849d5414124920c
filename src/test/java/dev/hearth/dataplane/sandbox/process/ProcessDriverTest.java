package dev.hearth.dataplane.sandbox.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Contents;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxDriverContract;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.TestProgram;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessDriverTest extends SandboxDriverContract {
    @TempDir
    Path folder;

    @Override
    protected SandboxDriver open(Path home) {
        return new ProcessDriver(home, Ids.secure());
    }

    @Test
    void recoverEndsWhatAKilledLifeLeft() throws Exception {
        Path home = folder.resolve("home");
        Path runs = folder.resolve("runs");
        Process life = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Life.class.getName(),
                        home.toString(),
                        contents().code().folder().toString(),
                        marker(),
                        runs.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            RecordingListener.awaitTrue("the sandbox runs", () -> Files.exists(runs));
        } finally {
            life.destroyForcibly().waitFor();
        }
        assertThat(processes()).isNotEmpty();
        try (SandboxDriver next = open(home)) {
            assertThat(next.recover()).isEqualTo(1);
            assertNoProcesses();
        }
        assertThat(home).doesNotExist();
    }

    @Test
    void otherUsersCannotPassItsFolder() throws IOException {
        Path home = Files.createDirectory(folder.resolve("own"));
        try (SandboxDriver driver = open(home)) {
            var _ = driver.create(new SandboxSpec(nextId(), MEMORY, SCRATCH));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void flushDeliversAllThatWasPrinted() throws IOException {
        Path done = folder.resolve("done");
        String script = "i=0; while [ $i -lt 500 ]; do echo line $i; i=$((i+1)); done; : > \"$0\"; sleep " + marker();
        RecordingListener listener = new RecordingListener();
        Sandbox sandbox = create();
        Path task = contents().code().folder();
        sandbox.assign(
                new Assignment(
                        contents(),
                        List.of("/bin/sh", "-c", script, done.toString()),
                        Map.of("PATH", "/usr/bin:/bin"),
                        task),
                listener);
        RecordingListener.awaitTrue("the script is done", () -> Files.exists(done));
        sandbox.flushOutput();
        assertThat(listener.text()).startsWith("line 0\n").endsWith("line 499\n");
    }

    @Test
    void theKernelEndsFunctionsBeforeTheServer() throws IOException {
        Path own = Path.of("/proc/self/oom_score_adj");
        assumeTrue(Files.exists(own), "only Linux has such scores");
        String before = Files.readString(own);
        RecordingListener listener = new RecordingListener();
        // the score is set after the start: a program that begins its work at once finds it there soon
        String script =
                "until [ $(cat /proc/self/oom_score_adj) = 1000 ]; do :; done; sh -c 'cat /proc/$$/oom_score_adj'";
        create().assign(
                        new Assignment(
                                contents(),
                                List.of("/bin/sh", "-c", script),
                                Map.of("PATH", "/usr/bin:/bin"),
                                contents().code().folder()),
                        listener);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo("1000\n");
        assertThat(own).hasContent(before);
    }

    @Test
    void recoverSparesAProcessThatGotTheNumberOfOneLeft() throws IOException {
        Path home = folder.resolve("home");
        Path left = Files.createDirectories(home.resolve("sandboxes/0123456789abcdef"));
        // this very process, had it started at another time
        Files.writeString(left.resolve("process"), ProcessHandle.current().pid() + " 2020-01-01T00:00:00Z");
        try (SandboxDriver next = open(home)) {
            assertThat(next.recover()).isEqualTo(1);
        }
    }

    @Test
    void aFunctionThatForbadeAccessToItsFilesIsRemovedAll() throws IOException {
        SandboxId id = new SandboxId("0123456789abcdef");
        Path home = folder.resolve("home");
        try (SandboxDriver driver = open(home)) {
            driver.create(new SandboxSpec(id, new DataSize(0), new DataSize(0)));
            Path closed = Files.createDirectories(home.resolve("sandboxes/" + id + "/tmp/closed/deeper"));
            Files.setPosixFilePermissions(closed, Set.of());
            Files.setPosixFilePermissions(closed.getParent(), Set.of());
        }
        assertThat(home).doesNotExist();
    }

    /** A program that makes a sandbox, says so and waits to be killed. */
    static final class Life {
        private Life() {}

        public static void main(String[] arguments) throws InterruptedException, IOException {
            Image image = new Image("code", Path.of(arguments[1]));
            Contents contents = new Contents(image, image, Optional.empty(), List.of());
            RecordingListener listener = new RecordingListener();
            new ProcessDriver(Path.of(arguments[0]), Ids.secure())
                    .create(new SandboxSpec(
                            new SandboxId("0123456789abcdef"), DataSize.ofMebibytes(128), DataSize.ofMebibytes(512)))
                    .assign(
                            new Assignment(
                                    contents,
                                    TestProgram.STUBBORN.command(image.folder(), arguments[2]),
                                    Map.of("PATH", "/usr/bin:/bin"),
                                    image.folder()),
                            listener);
            listener.awaitText("ready");
            Files.createFile(Path.of(arguments[3]));
            Thread.currentThread().join();
        }
    }
}
