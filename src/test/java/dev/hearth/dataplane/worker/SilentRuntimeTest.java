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
import java.util.concurrent.CountDownLatch;
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

    @Test
    void theRemovalOfOneFunctionsSandboxesHoldsUpNoOther() throws InterruptedException, SandboxGoneException {
        FunctionVersion slow = fixture.function("slow", "r1", Duration.ofMillis(200));
        FunctionVersion other = fixture.function("other", "r1", Duration.ofMillis(200));
        List<SandboxId> slowOnes = startSilent(slow);
        List<SandboxId> others = startSilent(other);
        CountDownLatch destroying = new CountDownLatch(1);
        CountDownLatch mayDestroy = new CountDownLatch(1);
        fixture.driver.beforeDestroy(id -> {
            if (id.equals(slowOnes.getLast())) {
                destroying.countDown();
                awaits(mayDestroy);
            }
        });
        Thread first = Thread.ofVirtual().start(() -> goneAtNextCall(slowOnes.getFirst(), slow));
        destroying.await();

        goneAtNextCall(others.getFirst(), other);

        assertThat(worker.report(WorkerFixture.EPOCH).sandboxes())
                .extracting(WorkerReport.SandboxReport::sandbox)
                .as("the other function's silent sandbox is removed meanwhile")
                .doesNotContain(others.getLast());
        mayDestroy.countDown();
        first.join();
    }

    /** Two sandboxes whose runtimes have answered and don't ask for more. */
    private List<SandboxId> startSilent(FunctionVersion function) throws SandboxGoneException {
        fixture.handlers.put(function.arn().name(), SilentRuntimeTest::answerOnce);
        List<SandboxId> silent = List.of(fixture.start(function), fixture.start(function));
        for (SandboxId sandbox : silent) {
            fixture.invoke(sandbox, invocation(function, "id-1"));
        }
        return silent;
    }

    private void goneAtNextCall(SandboxId sandbox, FunctionVersion function) {
        assertThatThrownBy(() -> fixture.invoke(sandbox, invocation(function, "id-2")))
                .isInstanceOf(SandboxGoneException.class);
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Exit answerOnce(SimulatedProcess process, InMemoryRuntimeApi.Session api)
            throws InterruptedException {
        api.next();
        api.respond("1");
        process.idle();
        return new Exit.Status(0);
    }
}
