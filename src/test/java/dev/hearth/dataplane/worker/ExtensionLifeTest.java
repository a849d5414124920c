package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimeapi.Extensions.EventType;
import dev.hearth.dataplane.runtimeapi.TestingExtensions;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.Invocation;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invocations of a function with an internal extension, which takes its time. */
@Timeout(60)
class ExtensionLifeTest {
    @TempDir
    private Path folder;

    private final Semaphore work = new Semaphore(0);
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private WorkerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20));
        fixture.handlers.put("extended", (process, api) -> {
            TestingExtensions extensions = api.testingExtensions();
            String own = extensions.register("inside", EventType.INVOKE);
            Thread listener = Thread.ofVirtual().start(() -> listen(extensions, own));
            try {
                while (true) {
                    Invocation next = api.next();
                    api.respond("\"" + next.requestId() + "\"");
                }
            } finally {
                listener.interrupt();
            }
        });
    }

    private void listen(TestingExtensions extensions, String own) {
        try {
            while (true) {
                told.add(extensions.next(own));
                work.acquire();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aFrozenRuntimeIsThawedAndAskedToEndIfItHasExtensionsAndElseKilled() throws Exception {
        FunctionVersion function = fixture.function("extended");
        SandboxId sandbox = fixture.start(function);
        work.release();
        assertThat(fixture.invoke(sandbox, invocation(function, "id-1")).reusable())
                .isTrue();
        Eventually.holds(() -> fixture.driver.frozen().contains(sandbox));
        fixture.worker.stop(sandbox);
        assertThat(fixture.driver.terminated()).containsExactly(sandbox);

        fixture.handlers.put("plain", WorkerFixture.echo("1"));
        fixture.worker.stop(fixture.start(fixture.function("plain")));
        assertThat(fixture.driver.terminated()).containsExactly(sandbox);
        assertThat(fixture.driverSandboxes()).isZero();
    }

    private String log() {
        return String.join("\n", fixture.logs.lines("/aws/lambda/extended"));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anAnswerDoesNotWaitForThemButTheInvocationDoes() throws Exception {
        FunctionVersion function = fixture.function("extended");
        SandboxId sandbox = fixture.start(function);
        GatheringSink sink = new GatheringSink(true);

        Worker.Completion answered = fixture.invoke(sandbox, invocation(function, "id-1"), sink);

        assertThat(new String(sink.payload(), StandardCharsets.UTF_8)).isEqualTo("\"id-1\"");
        assertThat(told.take()).contains("\"eventType\":\"INVOKE\"", "id-1");
        assertThat(log()).doesNotContain("REPORT");
        work.release();
        Worker.Completion end = answered.rest().orElseThrow().await();
        assertThat(end.reusable()).isTrue();
        assertThat(log()).contains("EXTENSION\tName: inside\tState: Ready\tEvents: [INVOKE]", "REPORT RequestId: id-1");
        work.release();
        assertThat(fixture.invoke(sandbox, invocation(function, "id-2")).reusable())
                .isTrue();
    }

    @Test
    void theFunctionsTimeoutCoversThem() throws Exception {
        FunctionVersion function = fixture.function("extended", "r2", Duration.ofMillis(300));
        SandboxId sandbox = fixture.start(function);

        WorkerFixture.Ran ran = fixture.invoke(sandbox, invocation(function, "id-1"));

        assertThat(ran.result().functionError()).contains("Unhandled");
        assertThat(ran.reusable()).isTrue();
        assertThat(log()).contains("Task timed out after 0.30 seconds");
    }
}
