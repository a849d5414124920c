package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.error;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.SandboxId;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Eventually;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker with sandboxes in which programs wait for their functions. */
@Timeout(60)
class LocalWorkerStemTest {
    @TempDir
    private Path folder;

    private WorkerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20), 2);
        fixture.handlers.put("echo", echo("\"hello\""));
    }

    @AfterEach
    void close() {
        fixture.close();
        assertThat(fixture.runtimeApi.size()).as("sessions left open").isZero();
        assertThat(fixture.worker.view().assigned()).as("memory not given back").isEqualTo(new DataSize(0));
        assertThat(fixture.driverSandboxes()).as("sandboxes left").isZero();
    }

    @Test
    void theNextFunctionOfARuntimeGetsTheProgramThatWaits() throws SandboxGoneException {
        FunctionVersion first = function("one", 128, Map.of());
        SandboxId fresh = fixture.start(first);
        awaitPrograms(1);
        assertThat(fixture.given).hasValue(0);

        FunctionVersion second = function("two", 256, Map.of("OWN", "1"));
        SandboxId waited = fixture.start(second);

        assertThat(fixture.given).hasValue(1);
        assertThat(fixture.worker.view().sandboxes()).isEqualTo(2);
        assertThat(fixture.worker.view().assigned()).isEqualTo(DataSize.ofMebibytes(128 + 256));
        StartTimes start = fixture.invoke(waited, invocation(second, "id-first"), new GatheringSink())
                .times()
                .start()
                .orElseThrow();
        assertThat(start.source()).isEqualTo(StartTimes.Source.STEM_CELL);
        for (SandboxId sandbox : new SandboxId[] {fresh, waited}) {
            assertThat(fixture.invoke(sandbox, invocation(second, "id-" + sandbox))
                            .result()
                            .payload())
                    .asString()
                    .isEqualTo("\"hello\"");
        }
        fixture.worker.stop(waited);
        assertThat(fixture.worker.view().assigned()).isEqualTo(DataSize.ofMebibytes(128));
    }

    @Test
    void functionsThatNeedAProcessOfTheirOwnGetOne() {
        fixture.start(function("first", 128, Map.of()));
        awaitPrograms(1);

        fixture.start(function("variable", 128, Map.of("PYTHONWARNINGS", "error")));
        fixture.start(function("wrapped", 128, Map.of("AWS_LAMBDA_EXEC_WRAPPER", "/opt/wrap")));
        fixture.start(withScratch(function("scratch", 128, Map.of()), DataSize.ofMebibytes(1_024)));
        fixture.start(fixture.function("echo"));

        assertThat(fixture.given).hasValue(0);
    }

    @Test
    void programsThatWaitMakeWayForSandboxes() {
        fixture.start(function("small", 128, Map.of()));
        awaitPrograms(1);
        FunctionVersion large = function("large", 63 * 128, Map.of("PYTHONWARNINGS", "error"));
        SandboxId sandbox = fixture.start(large);
        assertThat(fixture.worker.view().assigned()).isEqualTo(DataSize.ofMebibytes(64 * 128));
        fixture.worker.stop(sandbox);
    }

    @Test
    void aSecondInitGetsANewProcess() throws SandboxGoneException {
        AtomicInteger inits = new AtomicInteger();
        fixture.start(function("first", 128, Map.of()));
        awaitPrograms(1);
        fixture.handlers.put("fails", (process, api) -> {
            if (inits.incrementAndGet() == 1) {
                api.failInit(error("Early", "no"));
                return new Exit.Status(1);
            }
            return echo("\"second\"").run(process, api);
        });
        FunctionVersion function = function("fails", "fails", 128, Map.of());
        SandboxId sandbox = fixture.start(function);
        assertThat(fixture.given).hasValue(1);
        awaitPrograms(2);

        assertThat(fixture.invoke(sandbox, invocation(function, "id-1"))
                        .result()
                        .payload())
                .asString()
                .isEqualTo("\"second\"");

        assertThat(fixture.given).hasValue(1);
    }

    private void awaitPrograms(int count) {
        Eventually.holds(() ->
                fixture.early.get() >= count && fixture.worker.heldByStemCells().compareTo(Limits.STEM_MEMORY) >= 0);
    }

    private static FunctionVersion withScratch(FunctionVersion function, DataSize size) {
        FunctionConfiguration given = function.configuration();
        return new FunctionVersion(
                function.arn(),
                function.revisionId(),
                new FunctionConfiguration(
                        given.program(),
                        given.role(),
                        given.description(),
                        given.environment(),
                        given.memory(),
                        size,
                        given.timeout(),
                        given.architectures(),
                        given.logging(),
                        given.extra()));
    }

    private FunctionVersion function(String name, int memoryMb, Map<String, String> environment) {
        return function(name, "echo", memoryMb, environment);
    }

    private FunctionVersion function(String name, String handler, int memoryMb, Map<String, String> environment) {
        return TestingModel.latest(
                WorkerFixture.arn(name),
                "r1",
                TestingModel.configuration(
                        name,
                        TestingModel.program("python3.13", handler, fixture.artifacts.add(name)),
                        environment,
                        memoryMb,
                        Duration.ofSeconds(5)));
    }
}
