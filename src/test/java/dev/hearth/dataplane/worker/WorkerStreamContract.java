package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.error;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.worker.Worker.Completion;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.PiecesSink;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Invocations whose answers are streamed, whatever is between the Worker and who calls it. */
@Timeout(60)
abstract class WorkerStreamContract {
    @TempDir
    private Path folder;

    private final PiecesSink sink = new PiecesSink();
    private WorkerFixture fixture;

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20));
        fixture.reached = reach(fixture.worker);
    }

    /** The Worker as others see it. */
    abstract Worker reach(Worker local);

    /** The test is over. */
    void leave() {}

    @AfterEach
    void close() {
        fixture.close();
        assertThat(fixture.driverSandboxes()).as("sandboxes left").isZero();
        leave();
    }

    private static void write(ResponseSink to, String text) {
        try {
            assertThat(to.write(text.getBytes(StandardCharsets.UTF_8), 0, text.length(), Duration.ofSeconds(20)))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theInvocationLastsUntilTheRuntimeAsksAgain() throws SandboxGoneException {
        CountDownLatch ended = new CountDownLatch(1);
        PiecesSink told = new PiecesSink() {
            @Override
            public void end(Optional<ResponseFailure> failure) {
                super.end(failure);
                ended.countDown();
            }
        };
        FunctionVersion function = fixture.function("streams");
        fixture.handlers.put("streams", (process, api) -> {
            while (true) {
                api.next();
                ResponseSink to = api.sink();
                to.begin("text/plain");
                write(to, "one");
                write(to, "two");
                api.answer(new InvokeOutcome.Answered(6));
                ended.await();
                process.print("afterwards\n");
            }
        });
        SandboxId sandbox = fixture.start(function);

        Completion completion = fixture.invoke(sandbox, invocation(function, "id"), told);

        assertThat(told.calls).containsExactly("begin text/plain", "write one", "write two", "end");
        assertThat(completion.reusable()).isTrue();
        assertThat(completion.logTail())
                .asString(StandardCharsets.UTF_8)
                .contains("START RequestId: id", "afterwards\nEND RequestId: id\nREPORT");
        assertThat(fixture.invoke(sandbox, invocation(function, "id-2"), sink).reusable())
                .isTrue();
    }

    @Test
    void aRuntimeThatNeverAsksAgainTimesOutAfterItsAnswer() throws SandboxGoneException {
        FunctionVersion function = fixture.function("stays", "r1", Duration.ofMillis(200));
        fixture.handlers.put("stays", (process, api) -> {
            api.next();
            api.answer(new InvokeOutcome.Answered(6));
            process.idle();
            return new Exit.Status(0);
        });
        SandboxId sandbox = fixture.start(function);

        Completion completion = fixture.invoke(sandbox, invocation(function, "id"), sink);

        assertThat(sink.calls).as("it had all of the answer").containsExactly("end");
        assertThat(completion.reusable()).isTrue();
        assertThat(completion.logTail())
                .asString(StandardCharsets.UTF_8)
                .contains("id Task timed out after 0.20 seconds\n", "\tStatus: timeout");
        fixture.handlers.put("stays", echo("1"));
        assertThat(fixture.invoke(sandbox, invocation(function, "id"), sink).functionError())
                .as("it was reset")
                .isEmpty();
    }

    @Test
    void tellsWhatEndedTheStream() throws SandboxGoneException {
        assertThat(end("broken", new InvokeOutcome.Broken(error("Function.E", "no")), false))
                .isEqualTo("failed Function.E {\"errorType\":\"Function.E\",\"errorMessage\":\"no\"}");
        assertThat(end("failed", new InvokeOutcome.Failed(error("Function.E", "no")), false))
                .isEqualTo("failed Unhandled {\"errorType\":\"Function.E\",\"errorMessage\":\"no\"}");
        assertThat(end("large", new InvokeOutcome.ResponseTooLarge(11, 10), false))
                .isEqualTo("failed Unhandled {\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":"
                        + "\"Response payload size exceeded maximum allowed payload size (10 bytes).\"}");
        assertThat(end("cut", new InvokeOutcome.Truncated(), false))
                .isEqualTo("failed Unhandled {\"errorType\":\"Runtime.TruncatedResponse\",\"errorMessage\":"
                        + "\"RequestId: id Error: Response ended before it was complete\"}");
        assertThat(end("died", new InvokeOutcome.Truncated(), true))
                .as("the connection broke because the process ended")
                .isEqualTo("failed Unhandled {\"errorType\":\"Runtime.ExitError\",\"errorMessage\":"
                        + "\"RequestId: id Error: Runtime exited with error: exit status 3\"}");
    }

    /** The last that the sink hears of a runtime that answers so, and asks again or ends. */
    private String end(String name, InvokeOutcome outcome, boolean exits) throws SandboxGoneException {
        FunctionVersion function = fixture.function(name);
        fixture.handlers.put(name, (process, api) -> {
            api.next();
            api.answer(outcome);
            if (!exits) {
                api.next();
            }
            return new Exit.Status(3);
        });
        SandboxId sandbox = fixture.start(function);
        Completion completion = fixture.invoke(sandbox, invocation(function, "id"), sink);
        assertThat(completion.reusable()).isTrue();
        return sink.calls.getLast();
    }

    @Test
    void aFailedInitIsTheAnswersFailure() throws SandboxGoneException {
        FunctionVersion function = fixture.function("import");
        fixture.handlers.put("import", (process, api) -> {
            api.failInit(error("Runtime.ImportModuleError", "no module"));
            return new Exit.Status(1);
        });

        Completion completion = fixture.invoke(fixture.start(function), invocation(function, "id"), sink);

        assertThat(completion.reusable()).isTrue();
        assertThat(sink.calls)
                .containsExactly("failed Unhandled {\"errorType\":\"Runtime.ImportModuleError\","
                        + "\"errorMessage\":\"no module\"}");
    }

    @Test
    void bothKindsOfCallsGoToTheSameSandbox() throws SandboxGoneException {
        FunctionVersion function = fixture.function("echo");
        fixture.handlers.put("echo", echo("\"hello\""));
        SandboxId sandbox = fixture.start(function);

        assertThat(fixture.invoke(sandbox, invocation(function, "id-1"), sink).reusable())
                .isTrue();
        assertThat(sink.calls).containsExactly("begin application/json", "write \"hello\"", "end");
        assertThat(fixture.invoke(sandbox, invocation(function, "id-2"))
                        .result()
                        .payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("\"hello\"");
    }
}
