package dev.hearth.dataplane.runtimes.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.linux.EndedProcess;
import dev.hearth.time.Eventually;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolRunTest {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Test
    void itsOutputAndStatusAreTold() throws Exception {
        ToolRun.Result result = run("echo one; echo two >&2; echo 'ERROR: three'; echo; echo four; exit 3");
        assertThat(result.status()).isEqualTo(3);
        assertThat(result.succeeded()).isFalse();
        assertThat(result.lines()).contains("one", "two", "ERROR: three", "four");
        assertThat(result.reason("ERROR:")).isEqualTo("ERROR: three");
        assertThat(result.reason("nothing")).isEqualTo("four");
        assertThat(heard).containsExactlyElementsOf(result.lines());
        assertThat(run("exit 1").reason("ERROR:")).isEqualTo("it ended with status 1 and said nothing");
    }

    @Test
    void onlyTheLastLinesAreKept() throws Exception {
        ToolRun.Result result = run("i=0; while [ $i -lt 200 ]; do echo line $i; i=$((i+1)); done");
        assertThat(result.lines()).hasSize(Limits.LINES).last().isEqualTo("line 199");
    }

    @Test
    void settingsReachItAndThoseThatLeadElsewhereDoNot() throws Exception {
        ToolRun tools = new ToolRun(
                Map.of(
                        "PATH",
                        "/usr/bin:/bin",
                        "PIP_INDEX_URL",
                        "http://mine",
                        "PIP_TARGET",
                        "/x",
                        "HEARTH_X",
                        "secret"),
                folder,
                heard::add);
        var _ = tools.run(
                List.of("/bin/sh", "-c", "echo [$PIP_INDEX_URL][$PIP_TARGET][$HEARTH_X][$MORE]; pwd; cat"),
                Map.of("MORE", "more"),
                LONG);
        assertThat(heard)
                .containsExactly("[http://mine][][][more]", folder.toRealPath().toString());
    }

    @Test
    void whatTakesTooLongIsKilled() {
        assertThatThrownBy(() -> new ToolRun(Map.of(), folder, heard::add)
                        .run(sh("echo $$; sleep 1000"), Map.of(), Duration.ofSeconds(3)))
                .isInstanceOf(SdkException.class)
                .hasMessageContaining("took longer than");
        assertEnds(heard.getFirst());
    }

    @Test
    void anInterruptKillsItWithAllThatItHasStarted() throws Exception {
        CountDownLatch started = new CountDownLatch(2);
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                var _ = new ToolRun(Map.of("PATH", "/usr/bin:/bin"), folder, line -> {
                            heard.add(line);
                            started.countDown();
                        })
                        .run(sh("sleep 1000 & echo $!; echo $$; wait"), Map.of(), LONG);
                outcome.complete("it ended");
            } catch (InterruptedException interrupted) {
                outcome.complete("interrupted");
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        });
        started.await();
        thread.interrupt();
        assertThat(outcome.get()).isEqualTo("interrupted");
        heard.forEach(ToolRunTest::assertEnds);
    }

    @Test
    void aListenerThatGivesUpKillsIt() {
        assertThatThrownBy(() -> new ToolRun(Map.of("PATH", "/usr/bin:/bin"), folder, line -> {
                            heard.add(line);
                            throw new SdkException("the disk is full");
                        })
                        .run(sh("echo $$; sleep 1000"), Map.of(), LONG))
                .hasMessage("the disk is full");
        assertEnds(heard.getFirst());
    }

    @Test
    void itDiesWithTheProcessThatHasStartedIt() throws Exception {
        Process owner = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Owner.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader output = owner.inputReader()) {
            heard.add(output.readLine());
            heard.add(output.readLine());
        } finally {
            owner.destroyForcibly();
        }
        heard.forEach(ToolRunTest::assertEnds);
    }

    /** A process that runs a tool until it is killed. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] arguments) throws Exception {
            FileOutputStream output = new FileOutputStream(FileDescriptor.out);
            var _ = new ToolRun(
                            Map.of("PATH", "/usr/bin:/bin"),
                            Path.of(arguments[0]),
                            line -> output.write((line + "\n").getBytes(StandardCharsets.UTF_8)))
                    .run(sh("sleep 1000 & echo $!; echo $$; wait"), Map.of(), LONG);
        }
    }

    private ToolRun.Result run(String script) throws Exception {
        return new ToolRun(Map.of("PATH", "/usr/bin:/bin"), folder, heard::add).run(sh(script), Map.of(), LONG);
    }

    private static List<String> sh(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    private static void assertEnds(String process) {
        Eventually.holds(() -> EndedProcess.is(Long.parseLong(process)));
    }
}
