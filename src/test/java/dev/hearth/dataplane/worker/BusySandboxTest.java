package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.error;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.worker.WorkerFixture.Ran;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A late call can reach a sandbox that has been granted again: the two must not meet. */
@Timeout(60)
class BusySandboxTest {
    @TempDir
    private Path folder;

    private WorkerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20));
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aSandboxThatRunsACallTakesNoSecondOne() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        FunctionVersion function = fixture.function("busy");
        fixture.handlers.put("busy", (process, api) -> {
            api.next();
            running.countDown();
            released.await();
            api.answer(new InvokeOutcome.Failed(error("ValueError", "no")));
            return echo("1").run(process, api);
        });
        SandboxId sandbox = fixture.start(function);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Ran> first = callers.submit(() -> fixture.invoke(sandbox, invocation(function, "id-1")));
            running.await();

            assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-2")))
                    .isInstanceOf(SandboxGoneException.class);

            released.countDown();
            assertThat(first.get().result().functionError()).contains("Unhandled");
        }
        assertThat(fixture.invoke(sandbox, invocation(function, "id-3")).reusable())
                .isTrue();
    }
}
