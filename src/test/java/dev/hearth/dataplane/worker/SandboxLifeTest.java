package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The beginning and the end of a sandbox. */
class SandboxLifeTest {
    @TempDir
    Path folder;

    private WorkerFixture fixture;
    private LocalWorker worker;

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
    void aRemovalThatFailsIsTriedAgainAndTheRoomIsTakenUntilThen() {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        SandboxId sandbox = fixture.start(function);
        fixture.machine.failRemovals(2);

        assertThatThrownBy(() -> worker.stop(sandbox)).isInstanceOf(SandboxException.class);

        assertThat(worker.view().assigned()).isEqualTo(function.memory());
        Eventually.holds(() -> worker.view().assigned().equals(new DataSize(0)));
        assertThat(fixture.driverSandboxes()).isZero();
    }

    @Test
    void aFullMachineIsALimitThatTheCallerIsToldAndCostsNoRoom() {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        fixture.machine.holdAtMost(1);
        SandboxId only = fixture.start(function);

        assertThatThrownBy(() -> fixture.start(function))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS))
                .hasMessageContaining("no more sandboxes: a test wants 1. This is the machine's limit");

        assertThat(worker.view().assigned()).isEqualTo(function.memory());
        worker.stop(only);
        fixture.start(function);
    }

    @Test
    void provisionedSandboxesHaveLongForTheirInit() {
        FunctionVersion quick = fixture.function("echo", "r1", Duration.ofSeconds(5));
        FunctionVersion slow = fixture.function("echo", "r2", Duration.ofMinutes(15));
        fixture.handlers.put("echo", echo("\"hello\""));
        fixture.start(slow);
        fixture.start(quick, InitializationType.PROVISIONED_CONCURRENCY);
        fixture.start(slow, InitializationType.PROVISIONED_CONCURRENCY);

        assertThat(fixture.runtimeApi.initLimits)
                .containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(130), Duration.ofMinutes(15));
    }
}
