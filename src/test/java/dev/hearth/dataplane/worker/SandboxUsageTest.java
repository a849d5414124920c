package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.SandboxId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a Worker tells of the memory and the processors that its sandboxes use, and the room that they take. */
@Timeout(60)
class SandboxUsageTest {
    @TempDir
    private Path folder;

    private WorkerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20));
        fixture.handlers.put("hungry", (process, api) -> {
            while (true) {
                Invocation invocation = api.next();
                int megabytes = Integer.parseInt(invocation.requestId());
                process.work(Duration.ofMillis(50));
                process.take(DataSize.ofMebibytes(megabytes));
                process.release(DataSize.ofMebibytes(megabytes));
                api.respond("\"done\"");
            }
        });
    }

    @AfterEach
    void close() {
        fixture.close();
        assertThat(fixture.worker.view().assigned()).isEqualTo(new DataSize(0));
    }

    private SandboxUsage invoke(SandboxId sandbox, FunctionVersion function, int megabytes)
            throws SandboxGoneException {
        return fixture.invoke(sandbox, invocation(function, Integer.toString(megabytes)), new GatheringSink())
                .usage();
    }

    @Test
    void anEndTellsThePeakAndTheProcessorTime() throws SandboxGoneException {
        FunctionVersion function = fixture.function("hungry");
        SandboxId sandbox = fixture.start(function);

        SandboxUsage first = invoke(sandbox, function, 40);

        assertThat(first.memoryPeak()).isEqualTo(DataSize.ofMebibytes(40));
        assertThat(first.measures()).isEqualTo(1);
        assertThat(first.cpuMillis().orElseThrow()).as("50 ms in far less").isPositive();
        WorkerReport report = fixture.worker.report(WorkerFixture.EPOCH);
        assertThat(report.sandboxes())
                .singleElement()
                .satisfies(resident -> assertThat(resident.usage()).isEqualTo(first));
        assertThat(report.code()).containsExactly(function.program().code().sha256());
    }

    @Test
    void shortInvocationsInARowShareAMeasure() throws SandboxGoneException {
        FunctionVersion function = fixture.function("hungry");
        SandboxId sandbox = fixture.start(function);
        SandboxUsage last = invoke(sandbox, function, 20);
        int invocations = 1;
        while (invocations < 500) {
            last = invoke(sandbox, function, 20);
            invocations++;
        }
        assertThat(last.measures()).isBetween(1, invocations / 2);
    }

    @Test
    void runningOutOfMemoryCountsAsTheLimit() throws SandboxGoneException {
        FunctionVersion function = fixture.function("hungry");
        SandboxId sandbox = fixture.start(function);
        assertThat(invoke(sandbox, function, 200))
                .isEqualTo(new SandboxUsage(function.memory(), OptionalInt.empty(), 1));
    }

    @Test
    void aSandboxTakesTheRoomThatItIsExpectedToUse() {
        FunctionVersion function = fixture.function("hungry");
        DataSize most = fixture.worker.view().memory();
        DataSize expected = new DataSize(most.bytes() / 2);
        start("one", function, expected);
        assertThat(fixture.worker.view().assigned()).isEqualTo(expected);
        start("two", function, expected);
        assertThatThrownBy(() -> start("three", function, DataSize.ofMebibytes(1)))
                .isInstanceOfSatisfying(
                        ServiceException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE))
                .hasMessageContaining("1 MB");
        fixture.worker.stop(new SandboxId("one"));
        assertThat(fixture.worker.view().assigned()).isEqualTo(expected);
    }

    private void start(String name, FunctionVersion function, DataSize expected) {
        fixture.worker.start(new StartOrder(
                new SandboxId(name),
                function,
                Optional.empty(),
                InitializationType.ON_DEMAND,
                WorkerFixture.EPOCH,
                expected));
    }

    @Test
    void meansAreOverTheTimeBetweenReadings() {
        ProcessorMeter meter = new ProcessorMeter(Duration.ofSeconds(3), 1_000);
        assertThat(meter.read(
                        Duration.ofSeconds(4), 1_000 + Duration.ofSeconds(2).toNanos()))
                .hasValue(500);
        assertThat(meter.read(
                        Duration.ofSeconds(4), 1_000 + Duration.ofSeconds(3).toNanos()))
                .hasValue(0);
        assertThat(meter.read(
                        Duration.ofSeconds(4), 1_000 + Duration.ofSeconds(3).toNanos()))
                .as("no time has gone by")
                .isEmpty();
        assertThat(new ProcessorMeter(Duration.ZERO, 0).read(Duration.ZERO, 5))
                .as("not known")
                .isEmpty();
    }
}
