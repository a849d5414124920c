package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.error;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.worker.WorkerFixture.Ran;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.InitializationType;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.Program;
import dev.hearth.model.Quotas;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every Worker does, whatever is between it and who calls it. */
@Timeout(60)
abstract class WorkerContract {
    @TempDir
    private Path folder;

    private WorkerFixture fixture;
    private Worker worker;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20));
        worker = reach(fixture.worker);
        fixture.reached = worker;
    }

    /** The Worker as others see it. */
    abstract Worker reach(Worker local);

    /** The test is over. */
    void leave() {}

    @AfterEach
    void close() {
        fixture.close();
        assertThat(fixture.runtimeApi.size()).as("sessions left open").isZero();
        assertThat(worker.view().assigned()).as("memory not given back").isEqualTo(new DataSize(0));
        assertThat(fixture.driverSandboxes()).as("sandboxes left").isZero();
        leave();
    }

    @Test
    void refusesGrantsAndOrdersOfAnEarlierManager() throws SandboxGoneException {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        SandboxId sandbox = fixture.start(function);
        assertThat(fixture.invoke(sandbox, invocation(function, "id-1")).reusable())
                .isTrue();

        WorkerReport report = worker.report(WorkerFixture.EPOCH + 1);

        assertThat(report.sandboxes()).singleElement().satisfies(resident -> {
            assertThat(resident.sandbox()).isEqualTo(sandbox);
            assertThat(resident.key()).isEqualTo(function.sandboxKey());
            assertThat(resident.state()).isEqualTo(WorkerReport.State.IDLE);
        });
        assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-2")))
                .isInstanceOf(SandboxGoneException.class);
        assertThatThrownBy(() -> fixture.start(function)).isInstanceOf(ServiceException.class);
        Grant current = new Grant(1, new WorkerId("w"), sandbox, WorkerFixture.EPOCH + 1, Long.MAX_VALUE);
        assertThat(worker.invoke(current, invocation(function, "id-3"), new GatheringSink())
                        .reusable())
                .isTrue();
    }

    @Test
    void refusesASecondOrderForTheSameSandbox() throws SandboxGoneException {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        SandboxId sandbox = fixture.start(function);
        DataSize taken = worker.view().assigned();
        StartOrder again = new StartOrder(
                sandbox,
                function,
                Optional.empty(),
                InitializationType.ON_DEMAND,
                WorkerFixture.EPOCH,
                StartOrder.Waits.NONE);

        assertThatThrownBy(() -> worker.start(again))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SERVICE));

        assertThat(fixture.driver.made()).containsExactly(sandbox);
        assertThat(worker.view().assigned()).isEqualTo(taken);
        assertThat(fixture.invoke(sandbox, invocation(function, "id-1")).reusable())
                .isTrue();
    }

    @Test
    void runsInvocationsOneAfterTheOtherInTheSameProcess() throws SandboxGoneException {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        SandboxId sandbox = fixture.start(function);

        Ran first = fixture.invoke(sandbox, invocation(function, "id-1"));
        Ran second = fixture.invoke(sandbox, invocation(function, "id-2"));

        assertThat(first.reusable()).isTrue();
        assertThat(text(first.result().payload())).isEqualTo("\"hello\"");
        assertThat(first.result().functionError()).isEmpty();
        List<String> lines = fixture.logs.lines("/aws/lambda/echo");
        assertThat(lines.getFirst())
                .startsWith("INIT_START Runtime Version: provided:al2023.v1\tRuntime Version ARN: "
                        + new RuntimeIdentifier("provided.al2023").versionArn("us-east-1"));
        assertThat(lines.subList(1, 4))
                .containsExactly("START RequestId: id-1 Version: $LATEST", "handling id-1", "END RequestId: id-1");
        assertThat(lines.get(4))
                .matches("REPORT RequestId: id-1\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\t"
                        + "Memory Size: 128 MB\tMax Memory Used: 0 MB\tInit Duration: \\d+\\.\\d\\d ms\t");
        assertThat(lines.getLast())
                .matches("REPORT RequestId: id-2\tDuration: \\d+\\.\\d\\d ms\tBilled Duration: \\d+ ms\t"
                        + "Memory Size: 128 MB\tMax Memory Used: 0 MB\t");
        assertThat(text(second.result().logTail()))
                .startsWith("START RequestId: id-2 Version: $LATEST\nhandling id-2\nEND RequestId: id-2\nREPORT ")
                .endsWith("\n");
        assertThat(fixture.logs.names().getFirst())
                .matches("/aws/lambda/echo \\d{4}/\\d\\d/\\d\\d/\\[\\$LATEST\\]" + sandbox);
    }

    @Test
    void measuresTheStartOnceAndEachInvocation() throws SandboxGoneException {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        SandboxId sandbox = fixture.start(function);
        long before = System.nanoTime();
        InvocationTimes first = fixture.invoke(sandbox, invocation(function, "id-1"), new GatheringSink())
                .times();
        long took = System.nanoTime() - before;
        InvocationTimes second = fixture.invoke(sandbox, invocation(function, "id-2"), new GatheringSink())
                .times();

        StartTimes start = first.start().orElseThrow();
        assertThat(start.source()).isEqualTo(StartTimes.Source.MADE);
        assertThat(start.unpacked()).isTrue();
        assertThat(start.nanos(StartPhase.CODE) + start.nanos(StartPhase.INIT)).isPositive();
        assertThat(first.wakeNanos() + first.initNanos() + first.deliveryNanos() + first.functionNanos())
                .as("phases do not overlap")
                .isLessThanOrEqualTo(took);
        assertThat(second.start()).isEmpty();
        SandboxId other = fixture.start(function);
        StartTimes found = fixture.invoke(other, invocation(function, "id-3"), new GatheringSink())
                .times()
                .start()
                .orElseThrow();
        assertThat(found.unpacked()).as("the code is there already").isFalse();
    }

    @Test
    void givesAFunctionItsLayersOfWhichALaterOneWins() throws SandboxGoneException {
        CodePackage one = fixture.artifacts.add("one");
        CodePackage two = fixture.artifacts.add("two");
        fixture.handlers.put("layered", (process, api) -> {
            api.next();
            api.respond(text(process.files().read(Path.of("/opt/bootstrap"))));
            process.idle();
            return new Exit.Status(0);
        });
        FunctionVersion function = fixture.function("layered");
        assertThat(answer(withLayers(function, one, two))).isEqualTo("two");
        assertThat(answer(withLayers(function, two, one))).isEqualTo("one");
        // the same content twice is there once, where it comes last
        assertThat(answer(withLayers(function, one, two, one))).isEqualTo("one");
        assertThat(fixture.artifacts.opened).as("downloads").hasValue(3);
    }

    private String answer(FunctionVersion function) throws SandboxGoneException {
        worker.prepare(function);
        return text(fixture.invoke(fixture.start(function), invocation(function, "id"))
                .result()
                .payload());
    }

    private static FunctionVersion withLayers(FunctionVersion function, CodePackage... layers) {
        Program.Packaged packaged = function.packaged();
        Program.Packaged layered = new Program.Packaged(
                packaged.runtime(),
                packaged.handler(),
                packaged.code(),
                Stream.of(layers)
                        .map(layer -> new FunctionLayer("arn:" + layer.sha256(), layer))
                        .toList());
        return new FunctionVersion(
                function.arn(),
                function.revisionId(),
                function.configuration()
                        .withProgram(layered, function.configuration().architectures()));
    }

    @Test
    void passesAFunctionsErrorOnAndKeepsTheSandbox() throws SandboxGoneException {
        FunctionVersion function = fixture.function("fails");
        fixture.handlers.put("fails", (process, api) -> {
            while (true) {
                api.next();
                api.answer(new InvokeOutcome.Failed(error("ValueError", "no")));
            }
        });
        SandboxId sandbox = fixture.start(function);

        Ran completion = fixture.invoke(sandbox, invocation(function, "id"));

        assertThat(completion.reusable()).isTrue();
        assertThat(completion.result().functionError()).contains("Unhandled");
        assertThat(text(completion.result().payload()))
                .isEqualTo("{\"errorType\":\"ValueError\",\"errorMessage\":\"no\"}");
        assertThat(fixture.invoke(sandbox, invocation(function, "id")).reusable())
                .isTrue();
    }

    @Test
    void tellsHowAProcessEndedInTheMiddleOfACall() throws SandboxGoneException {
        assertThat(exit("one", new Exit.Status(7)))
                .isEqualTo("{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":"
                        + "\"RequestId: id Error: Runtime exited with error: exit status 7\"}");
        assertThat(exit("zero", new Exit.Status(0))).contains("Error: Runtime exited without providing a reason\"");
        assertThat(exit("killed", new Exit.Signal(9))).contains("exited with error: signal: killed\"");
        assertThat(exit("segv", new Exit.Signal(11))).contains("exited with error: signal: segmentation fault\"");
        assertThat(exit("oom", new Exit.OutOfMemory()))
                .contains("\"Runtime.OutOfMemory\"", "exited with error: signal: killed\"");
        List<String> lines = fixture.logs.lines("/aws/lambda/oom");
        assertThat(lines).contains("RequestId: id Error: Runtime exited with error: signal: killed");
        assertThat(lines.getLast())
                .contains("\tMax Memory Used: 128 MB\t")
                .endsWith("\tStatus: error\tError Type: Runtime.OutOfMemory");
    }

    private String exit(String name, Exit exit) throws SandboxGoneException {
        FunctionVersion function = fixture.function(name);
        fixture.handlers.put(name, (process, api) -> {
            api.next();
            process.print("last words");
            return exit;
        });
        Ran completion = fixture.invoke(fixture.start(function), invocation(function, "id"));
        assertThat(completion.reusable()).isTrue();
        assertThat(fixture.logs.lines("/aws/lambda/" + name)).contains("last words");
        return text(completion.result().payload());
    }

    @Test
    void keepsTheSandboxAfterAnAnswerThatIsTooLarge() throws SandboxGoneException {
        FunctionVersion function = fixture.function("large");
        fixture.handlers.put("large", (process, api) -> {
            api.next();
            api.answer(new InvokeOutcome.ResponseTooLarge(7_000_000, Quotas.RESPONSE_BYTES));
            api.next();
            api.respond("1");
            process.idle();
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);

        InvocationResult result =
                fixture.invoke(sandbox, invocation(function, "id")).result();

        assertThat(text(result.payload()))
                .isEqualTo("{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":"
                        + "\"Response payload size exceeded maximum allowed payload size (6291556 bytes).\"}");
        assertThat(text(fixture.invoke(sandbox, invocation(function, "id"))
                        .result()
                        .payload()))
                .isEqualTo("1");
    }

    @Test
    void freezesWhatIsIdleAndThawsItForTheNext() throws SandboxGoneException {
        AtomicInteger ticks = new AtomicInteger();
        AtomicInteger frozenBefore = new AtomicInteger();
        FunctionVersion function = fixture.function("ticks");
        fixture.handlers.put("ticks", (process, api) -> {
            Thread ticking = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        process.print("tick\n");
                        ticks.incrementAndGet();
                        process.pause(Duration.ofMillis(1));
                    }
                } catch (InterruptedException | RuntimeException e) {
                    ticks.set(-1);
                }
            });
            try {
                while (true) {
                    api.next();
                    frozenBefore.set(fixture.driver.frozen().size());
                    api.respond("1");
                }
            } finally {
                ticking.interrupt();
            }
        });
        SandboxId sandbox = fixture.start(function);
        fixture.invoke(sandbox, invocation(function, "id"));
        Eventually.holds(() -> fixture.driver.frozen().size() > frozenBefore.get());
        int frozenAt = ticks.get();

        assertThat(text(fixture.invoke(sandbox, invocation(function, "id"))
                        .result()
                        .payload()))
                .isEqualTo("1");
        Eventually.holds(() -> ticks.get() > frozenAt);
    }

    @Test
    void refusesWhatItHasNoMemoryFor() {
        fixture.handlers.put("echo", echo("1"));
        FunctionVersion function = fixture.function("echo");
        List<SandboxId> started = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            started.add(fixture.start(function));
        }

        ServiceException refusal = catchThrowableOfType(ServiceException.class, () -> fixture.start(function));

        assertThat(refusal.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE);
        worker.stop(started.getFirst());
        worker.stop(started.getFirst());
        assertThat(fixture.start(function)).isNotIn(started);
        assertThat(fixture.artifacts.opened).as("downloads").hasValue(1);
    }

    @Test
    void stopsASandboxInTheMiddleOfAnInvocation() throws InterruptedException {
        FunctionVersion function = fixture.function("endless");
        AtomicInteger running = new AtomicInteger();
        fixture.handlers.put("endless", (process, api) -> {
            api.next();
            running.set(1);
            process.idle();
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);
        List<Ran> completions = new CopyOnWriteArrayList<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                completions.add(fixture.invoke(sandbox, invocation(function, "id")));
            } catch (SandboxGoneException e) {
                throw new AssertionError(e);
            }
        });
        Eventually.holds(() -> running.get() == 1);

        worker.stop(sandbox);
        caller.join();

        assertThat(completions).hasSize(1);
        assertThat(completions.getFirst().reusable()).isFalse();
        assertThat(text(completions.getFirst().result().payload())).contains("signal: killed");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
