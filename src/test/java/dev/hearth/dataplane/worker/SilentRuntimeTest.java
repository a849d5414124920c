package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.simulated.SimulatedProcess;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes that answer and do not ask for more. */
@Timeout(60)
class SilentRuntimeTest {
    @TempDir
    private Path folder;

    private WorkerFixture fixture;
    private Worker worker;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20));
        worker = fixture.worker;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void anInvocationThatTheRuntimeDoesNotAskForIsNotTheSandboxesAnyMore() throws SandboxGoneException {
        FunctionVersion function = fixture.function("hangs", "r1", Duration.ofMillis(200));
        fixture.handlers.put("hangs", SilentRuntimeTest::answerOnce);
        SandboxId sandbox = fixture.start(function);
        assertThat(fixture.invoke(sandbox, invocation(function, "id-1")).reusable())
                .isTrue();

        assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-2")))
                .isInstanceOf(SandboxGoneException.class);
        assertThat(fixture.logs.lines("/aws/lambda/hangs"))
                .as("the invocation that the runtime never got is not in the log")
                .extracting(line -> line.split(" ", 2)[0])
                .containsExactly("INIT_START", "START", "END", "REPORT");
    }

    @Test
    void onceARuntimeDidNotAskForMoreItsFunctionsSandboxesAreUsedAgainOnlyIfItDoes() throws SandboxGoneException {
        FunctionVersion function = fixture.function("hangs", "r1", Duration.ofSeconds(1));
        List<SandboxId> gone = new CopyOnWriteArrayList<>();
        worker.onSandboxGone(gone::add);
        fixture.handlers.put("hangs", SilentRuntimeTest::answerOnce);
        List<SandboxId> hanging = List.of(fixture.start(function), fixture.start(function), fixture.start(function));
        for (SandboxId sandbox : hanging) {
            assertThat(fixture.invoke(sandbox, invocation(function, "id-1")).reusable())
                    .isTrue();
        }
        assertThatThrownBy(() -> fixture.invoke(hanging.getFirst(), invocation(function, "id-2")))
                .isInstanceOf(SandboxGoneException.class);

        assertThat(gone).containsExactlyInAnyOrderElementsOf(hanging.subList(1, 3));
        SandboxId next = fixture.start(function);
        assertThat(fixture.invoke(next, invocation(function, "id-3")).reusable())
                .isFalse();
        fixture.handlers.put("hangs", echo("2"));
        SandboxId asks = fixture.start(function);
        assertThat(fixture.invoke(asks, invocation(function, "id-4")).reusable())
                .isTrue();
    }

    private static Exit answerOnce(SimulatedProcess process, InMemoryRuntimeApi.Session api)
            throws InterruptedException {
        api.next();
        api.respond("1");
        process.idle();
        return new Exit.Status(0);
    }
}
