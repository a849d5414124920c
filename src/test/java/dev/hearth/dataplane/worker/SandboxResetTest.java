package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.error;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.worker.WorkerFixture.Ran;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Eventually;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** After a timeout or an exit the sandbox is the same and its process a new one. */
@Timeout(60)
class SandboxResetTest {
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
        assertThat(fixture.runtimeApi.size()).as("sessions left open").isZero();
        assertThat(worker.view().assigned()).as("memory not given back").isEqualTo(new DataSize(0));
        assertThat(fixture.driverSandboxes()).as("sandboxes left").isZero();
    }

    @Test
    void endsAnInvocationThatTakesTooLong() throws SandboxGoneException {
        FunctionVersion function = fixture.function("slow", "r1", Duration.ofMillis(200));
        fixture.handlers.put("slow", (process, api) -> {
            api.next();
            process.idle();
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);

        Ran completion = fixture.invoke(sandbox, invocation(function, "id"));

        assertThat(completion.reusable()).isTrue();
        assertThat(completion.result().functionError()).contains("Unhandled");
        assertThat(text(completion.result().payload()))
                .isEqualTo("{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":"
                        + "\"RequestId: id Error: Task timed out after 0.20 seconds\"}");
        List<String> lines = fixture.logs.lines("/aws/lambda/slow");
        assertThat(lines.get(2)).matches("\\d{4}-\\d\\d-\\d\\dT.*Z id Task timed out after 0.20 seconds");
        assertThat(lines.getLast())
                .contains("\tDuration: 200.00 ms\t")
                .matches(".*\tBilled Duration: (\\d+) ms\t.*\tInit Duration: \\d+\\.\\d\\d ms\tStatus: timeout");
    }

    @Test
    void runsAFailedInitAgainWithTheFirstInvocationWhichThenSucceeds() throws SandboxGoneException {
        AtomicInteger attempts = new AtomicInteger();
        FunctionVersion function = fixture.function("second");
        fixture.handlers.put("second", (process, api) -> {
            if (attempts.incrementAndGet() == 1) {
                process.print("first attempt\n");
                return new Exit.Status(1);
            }
            return echo("2").run(process, api);
        });
        SandboxId sandbox = fixture.start(function);

        Ran completion = fixture.invoke(sandbox, invocation(function, "id"));

        assertThat(text(completion.result().payload())).isEqualTo("2");
        assertThat(completion.reusable()).isTrue();
        assertThat(fixture.logs.lines("/aws/lambda/second"))
                .contains("first attempt")
                .anyMatch(line -> line.matches("INIT_REPORT Init Duration: \\d+\\.\\d\\d ms\tPhase: init\t"
                        + "Status: error\tError Type: Runtime.ExitError"));
        assertThat(fixture.invoke(sandbox, invocation(function, "id")).reusable())
                .isTrue();
    }

    @Test
    void reportsAnInitErrorToTheFirstCaller() throws SandboxGoneException {
        FunctionVersion function = fixture.function("import");
        fixture.handlers.put("import", (process, api) -> {
            api.failInit(error("Runtime.ImportModuleError", "no module"));
            process.print("after the error\n");
            return new Exit.Status(1);
        });
        SandboxId sandbox = fixture.start(function);

        Ran completion = fixture.invoke(sandbox, invocation(function, "id"));

        assertThat(completion.reusable()).isTrue();
        assertThat(text(completion.result().payload()))
                .isEqualTo("{\"errorType\":\"Runtime.ImportModuleError\",\"errorMessage\":\"no module\"}");
        List<String> lines = fixture.logs.lines("/aws/lambda/import");
        assertThat(lines.stream().map(line -> line.split("[ :]", 2)[0]))
                .containsExactly(
                        "INIT_START", "after", "INIT_REPORT", "after", "INIT_REPORT", "START", "END", "REPORT");
        assertThat(lines.get(4)).contains("\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError");
    }

    @Test
    void endsAnInitThatExitsOrHangsWithTheFirstInvocation() throws SandboxGoneException {
        FunctionVersion exits = fixture.function("exits");
        fixture.handlers.put("exits", (process, api) -> new Exit.Status(1));
        assertThat(text(fixture.invoke(fixture.start(exits), invocation(exits, "id"))
                        .result()
                        .payload()))
                .isEqualTo("{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":"
                        + "\"RequestId: id Error: Runtime exited with error: exit status 1\"}");

        AtomicInteger attempts = new AtomicInteger();
        FunctionVersion hangs = fixture.function("hangs", "r1", Duration.ofMillis(100));
        fixture.handlers.put("hangs", (process, api) -> {
            if (attempts.incrementAndGet() > 1) {
                process.idle();
            }
            return new Exit.Status(1);
        });
        Ran completion = fixture.invoke(fixture.start(hangs), invocation(hangs, "id"));
        assertThat(completion.reusable()).isTrue();
        assertThat(text(completion.result().payload())).contains("Task timed out after 0.10 seconds");
        assertThat(fixture.logs.lines("/aws/lambda/hangs"))
                .anyMatch(line -> line.endsWith("\tPhase: invoke\tStatus: timeout"));
    }

    @Test
    void aNewProcessInTheSameSandboxTakesTheNextInvocation() throws SandboxGoneException {
        FunctionVersion function = fixture.function("scratch", "r1", Duration.ofMillis(500));
        AtomicInteger processes = new AtomicInteger();
        Path file = Path.of("/tmp/file");
        fixture.handlers.put("scratch", (process, api) -> {
            int number = processes.incrementAndGet();
            if (number == 1) {
                process.take(DataSize.ofMebibytes(20));
                process.files().write(file, "kept".getBytes(StandardCharsets.UTF_8));
                api.next();
                process.idle();
            }
            process.take(DataSize.ofMebibytes(3));
            String kept = text(process.files().read(file));
            return echo("\"" + kept + " " + number + "\"").run(process, api);
        });
        SandboxId sandbox = fixture.start(function);

        assertThat(fixture.invoke(sandbox, invocation(function, "id-1"))
                        .result()
                        .functionError())
                .isPresent();
        assertThat(answer(sandbox, function, "id-2")).isEqualTo("\"kept 2\"");
        assertThat(answer(sandbox, function, "id-3")).isEqualTo("\"kept 2\"");

        assertThat(processes).hasValue(2);
        assertThat(fixture.driver.made()).containsExactly(sandbox);
        assertThat(worker.report(0).sandboxes()).singleElement().satisfies(resident -> {
            assertThat(resident.sandbox()).isEqualTo(sandbox);
            assertThat(resident.state()).isEqualTo(WorkerReport.State.IDLE);
        });
        assertThat(fixture.logs.names()).hasSize(1);
        List<String> lines = fixture.logs.lines("/aws/lambda/scratch");
        assertThat(lines.stream().map(line -> line.split("[ :]", 2)[0]).filter(word -> !word.startsWith("20")))
                .containsExactly(
                        "INIT_START",
                        "START",
                        "END",
                        "REPORT",
                        "START",
                        "handling",
                        "END",
                        "REPORT",
                        "START",
                        "handling",
                        "END",
                        "REPORT");
        List<String> reports =
                lines.stream().filter(line -> line.startsWith("REPORT")).toList();
        assertThat(reports.get(0)).contains("\tMax Memory Used: 20 MB\t", "\tInit Duration: ");
        assertThat(reports.get(1)).contains("\tMax Memory Used: 3 MB\t").doesNotContain("Init Duration");
    }

    @Test
    void whatTheInitOfTheNewProcessTakesIsTheInvocations() throws SandboxGoneException {
        FunctionVersion function = fixture.function("slow", "r1", Duration.ofMillis(600));
        AtomicInteger processes = new AtomicInteger();
        fixture.handlers.put("slow", (process, api) -> {
            if (processes.incrementAndGet() == 1) {
                api.next();
                return new Exit.Status(0);
            }
            process.pause(Duration.ofMillis(300));
            return echo("2").run(process, api);
        });
        SandboxId sandbox = fixture.start(function);
        assertThat(fixture.invoke(sandbox, invocation(function, "id-1"))
                        .result()
                        .functionError())
                .isPresent();
        assertThat(answer(sandbox, function, "id-2")).isEqualTo("2");
        String report = fixture.logs.lines("/aws/lambda/slow").getLast();
        assertThat(Double.parseDouble(report.replaceAll(".*\tDuration: ([0-9.]+) ms.*", "$1")))
                .isBetween(300.0, 600.0);
    }

    @Test
    void anInitThatFailsAgainAndAgainDoesSoInOneSandbox() throws SandboxGoneException {
        FunctionVersion function = fixture.function("import");
        fixture.handlers.put("import", (process, api) -> {
            api.failInit(error("Runtime.ImportModuleError", "no module"));
            return new Exit.Status(1);
        });
        SandboxId sandbox = fixture.start(function);
        for (int i = 0; i < 3; i++) {
            Ran ran = fixture.invoke(sandbox, invocation(function, "id-" + i));
            assertThat(ran.reusable()).isTrue();
            assertThat(text(ran.result().payload())).contains("Runtime.ImportModuleError");
        }
        assertThat(fixture.driver.made()).containsExactly(sandbox);
        assertThat(fixture.logs.names()).hasSize(1);
    }

    @Test
    void aProcessThatEndsAfterItsAnswerIsFollowedByAnother() throws SandboxGoneException {
        FunctionVersion function = fixture.function("leaves");
        fixture.handlers.put("leaves", (process, api) -> {
            api.next();
            api.respond("1");
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);
        for (int i = 0; i < 5; i++) {
            assertThat(answer(sandbox, function, "id-" + i)).isEqualTo("1");
        }
        assertThat(fixture.logs.lines("/aws/lambda/leaves").stream().filter(line -> line.startsWith("START")))
                .hasSize(5);
    }

    @Test
    void aProcessThatEndsWhileItIsIdleIsFollowedByAnother() throws SandboxGoneException {
        List<SandboxId> gone = new CopyOnWriteArrayList<>();
        worker.onSandboxGone(gone::add);
        FunctionVersion function = fixture.function("dies");
        CountDownLatch idle = new CountDownLatch(1);
        CountDownLatch dead = new CountDownLatch(1);
        fixture.handlers.put("dies", (process, api) -> {
            if (dead.getCount() == 0) {
                return echo("2").run(process, api);
            }
            Thread waiting = Thread.ofVirtual().start(() -> {
                try {
                    api.next();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            idle.await();
            waiting.interrupt();
            dead.countDown();
            return new Exit.Signal(9);
        });
        SandboxId sandbox = fixture.start(function);
        idle.countDown();
        await(dead);

        assertThat(answer(sandbox, function, "id")).isEqualTo("2");
        assertThat(gone).isEmpty();
        assertThat(fixture.driver.made()).containsExactly(sandbox);
    }

    @Test
    void aProcessThatEndsWithTheInvocationInSightHasFailedIt() throws SandboxGoneException {
        FunctionVersion function = fixture.function("asks");
        fixture.handlers.put("asks", (process, api) -> {
            api.askAndLeave();
            return new Exit.Status(4);
        });
        SandboxId sandbox = fixture.start(function);
        Ran ran = fixture.invoke(sandbox, invocation(function, "id"));
        assertThat(text(ran.result().payload())).contains("Runtime.ExitError", "exit status 4");
        assertThat(ran.reusable()).isTrue();
    }

    @Test
    void aSandboxThatCannotBeResetIsGivenUp() throws SandboxGoneException {
        FunctionVersion function = fixture.function("stuck", "r1", Duration.ofMillis(100));
        fixture.handlers.put("stuck", (process, api) -> {
            api.next();
            process.idle();
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);
        fixture.driver.refuseResets();

        Ran ran = fixture.invoke(sandbox, invocation(function, "id-1"));

        assertThat(text(ran.result().payload())).contains("Task timed out");
        assertThat(ran.reusable()).isFalse();
        assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-2")))
                .isInstanceOf(SandboxGoneException.class);
        worker.stop(sandbox);
        assertThat(worker.report(0).sandboxes()).isEmpty();
        assertThat(worker.view().assigned()).isEqualTo(new DataSize(0));
    }

    @Test
    void aSandboxWithoutAProcessIsNotFrozen() throws SandboxGoneException {
        FunctionVersion exits = fixture.function("exits");
        fixture.handlers.put("exits", (process, api) -> {
            api.next();
            return new Exit.Status(0);
        });
        FunctionVersion stays = fixture.function("stays");
        fixture.handlers.put("stays", echo("1"));
        SandboxId first = fixture.start(exits);
        SandboxId second = fixture.start(stays);
        assertThat(fixture.invoke(first, invocation(exits, "id-1")).reusable()).isTrue();
        int before = fixture.driver.frozen().size();
        assertThat(answer(second, stays, "id-2")).isEqualTo("1");

        Eventually.holds(() -> fixture.driver.frozen().size() > before);

        assertThat(fixture.driver
                        .frozen()
                        .subList(before, fixture.driver.frozen().size()))
                .containsOnly(second);
    }

    @Test
    void aSandboxWithoutAProcessCanBeStopped() throws SandboxGoneException {
        FunctionVersion function = fixture.function("exits");
        fixture.handlers.put("exits", (process, api) -> {
            api.next();
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);
        assertThat(fixture.invoke(sandbox, invocation(function, "id-1")).reusable())
                .isTrue();
        worker.stop(sandbox);
        assertThat(fixture.driverSandboxes()).isZero();
        assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-2")))
                .isInstanceOf(SandboxGoneException.class);
    }

    @Test
    void aProcessWhoseCredentialsEndMakesWayForOneWithNewOnes() throws SandboxGoneException {
        FunctionVersion function = fixture.function("counts", "r1", Duration.ofMinutes(1));
        AtomicInteger processes = new AtomicInteger();
        fixture.handlers.put(
                "counts",
                (process, api) -> echo("" + processes.incrementAndGet()).run(process, api));
        Instant soon = Instant.now().plusSeconds(30);
        fixture.credentialsEnd = soon;
        SandboxId sandbox = fixture.start(function);

        assertThat(answer(sandbox, function, "id-1"))
                .as("there are no newer ones")
                .isEqualTo("1");
        fixture.credentialsEnd = Instant.EPOCH;
        assertThat(answer(sandbox, function, "id-2"))
                .as("there are none at all, but the old ones are still good")
                .isEqualTo("1");
        fixture.credentialsEnd = Instant.now().plus(Duration.ofHours(1));
        assertThat(answer(sandbox, function, "id-3")).isEqualTo("2");
        assertThat(answer(sandbox, function, "id-4")).isEqualTo("2");
        assertThat(fixture.driver.made()).containsExactly(sandbox);
    }

    private String answer(SandboxId sandbox, FunctionVersion function, String requestId) throws SandboxGoneException {
        return text(fixture.invoke(sandbox, invocation(function, requestId))
                .result()
                .payload());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
