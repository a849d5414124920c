package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sandboxes that take no other invocation: what their Worker and their log say. */
@Timeout(60)
class SpentSandboxTest {
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
    void anInvocationWhoseAnswerFindsNoMemoryIsEndedInTheLogAndSpendsTheSandbox() {
        FunctionVersion function = fixture.function("large");
        fixture.handlers.put("large", (process, api) -> {
            api.next();
            api.answer(new InvokeOutcome.NoRoom());
            return echo("1").run(process, api);
        });
        SandboxId sandbox = fixture.start(function);

        assertThat(fixture.worker.report(WorkerFixture.EPOCH).sandboxes())
                .extracting(WorkerReport.SandboxReport::state)
                .containsExactly(WorkerReport.State.IDLE);

        assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-1")))
                .isInstanceOf(ServiceException.class);
        List<String> lines = fixture.logs.lines("/aws/lambda/large");
        assertThat(lines)
                .extracting(line -> line.split(" ", 2)[0])
                .containsExactly("INIT_START", "START", "END", "REPORT");
        assertThat(lines.getLast()).contains("Status: error\tError Type: Sandbox.Failure");
        assertThat(fixture.worker.report(WorkerFixture.EPOCH).sandboxes())
                .extracting(WorkerReport.SandboxReport::state)
                .as("after a failure of the platform")
                .containsExactly(WorkerReport.State.SPENT);
    }
}
