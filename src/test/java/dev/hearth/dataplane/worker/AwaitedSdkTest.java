package dev.hearth.dataplane.worker;

import static dev.hearth.dataplane.worker.WorkerFixture.echo;
import static dev.hearth.dataplane.worker.WorkerFixture.error;
import static dev.hearth.dataplane.worker.WorkerFixture.invocation;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.dataplane.runtimes.sdk.SdkCatalog;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.Image;
import dev.hearth.dataplane.worker.WorkerFixture.Ran;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A call waits for the AWS SDK that is being made, but only if its function does not start without. */
@Timeout(60)
class AwaitedSdkTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    /** What the clock goes ahead of the machine's. */
    private final AtomicLong aheadNanos = new AtomicLong();

    private final MakingCatalog sdks = new MakingCatalog();
    private WorkerFixture fixture;

    /** An SDK that is being made until a test says how that ended. */
    private static final class MakingCatalog implements SdkCatalog {
        private final Semaphore waits = new Semaphore(0);
        private final Semaphore ends = new Semaphore(0);
        private volatile boolean made;

        @Override
        public Optional<Image> find(RuntimeInstallation runtime) {
            return Optional.empty(); // what a sandbox is given is not looked at here
        }

        @Override
        public boolean await(RuntimeInstallation runtime, Duration limit) throws InterruptedException {
            waits.release();
            ends.acquire();
            return made;
        }
    }

    private final class AheadTime implements Time {
        @Override
        public Instant now() {
            return Time.SYSTEM.now().plusNanos(aheadNanos.get());
        }

        @Override
        public long nanos() {
            return Time.SYSTEM.nanos() + aheadNanos.get();
        }
    }

    @BeforeEach
    void open() {
        fixture = new WorkerFixture(folder, Duration.ofMillis(20), 0, sdks, new AheadTime());
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private FunctionVersion importing(String message) {
        fixture.handlers.put("imports", (process, api) -> {
            if (!sdks.made) {
                api.failInit(error("Runtime.ImportModuleError", message));
                return new Exit.Status(1);
            }
            return echo("1").run(process, api);
        });
        return fixture.function("imports", "r1", TIMEOUT);
    }

    @Test
    void theFirstCallWaitsAndItsFunctionHasAllItsTime() throws Exception {
        FunctionVersion function = importing("Unable to import module 'app': No module named 'boto3'");
        SandboxId sandbox = fixture.start(function);
        FutureTask<Ran> call = new FutureTask<>(() -> fixture.invoke(sandbox, invocation(function, "id")));
        Thread.ofVirtual().start(call);
        sdks.waits.acquire();
        aheadNanos.addAndGet(TIMEOUT.multipliedBy(2).toNanos());
        assertThat(call.isDone()).isFalse();
        sdks.made = true;
        sdks.ends.release();
        assertThat(text(call.get())).isEqualTo("1");
        assertThat(fixture.logs.lines("/aws/lambda/imports")).noneMatch(line -> line.contains("hearth runtimes"));
    }

    @Test
    void anSdkThatCannotBeMadeIsSaidInTheLog() throws Exception {
        FunctionVersion function = importing("Error: Cannot find package '@aws-sdk/client-s3' imported from /var/task");
        SandboxId sandbox = fixture.start(function);
        sdks.ends.release(2);
        for (int call = 1; call <= 2; call++) {
            assertThat(text(fixture.invoke(sandbox, invocation(function, "id"))))
                    .contains("Cannot find package");
            assertThat(fixture.logs.lines("/aws/lambda/imports"))
                    .filteredOn(line -> line.contains("'./hearth runtimes' says why"))
                    .hasSize(call);
        }
        sdks.made = true;
        sdks.ends.release();
        assertThat(text(fixture.invoke(sandbox, invocation(function, "id")))).isEqualTo("1");
    }

    @Test
    void afterACallThatImportsInVainTheNextHasAnotherProcess() throws Exception {
        AtomicInteger processes = new AtomicInteger();
        fixture.handlers.put("lazy", (process, api) -> {
            processes.incrementAndGet();
            api.next();
            api.answer(new InvokeOutcome.Failed(
                    error("ModuleNotFoundError", sdks.made ? "another" : "No module named 'boto3'")));
            return echo("1").run(process, api);
        });
        FunctionVersion function = fixture.function("lazy", "r1", TIMEOUT);
        SandboxId sandbox = fixture.start(function);
        assertThat(text(fixture.invoke(sandbox, invocation(function, "id")))).contains("boto3");
        sdks.made = true;
        sdks.ends.release();
        assertThat(text(fixture.invoke(sandbox, invocation(function, "id")))).contains("another");
        assertThat(text(fixture.invoke(sandbox, invocation(function, "id")))).isEqualTo("1");
        assertThat(processes).hasValue(2);
    }

    @Test
    void whatFailsForAnotherReasonDoesNotWait() throws Exception {
        FunctionVersion function = importing("Unable to import module 'app': No module named 'numpy'");
        SandboxId sandbox = fixture.start(function);
        assertThat(text(fixture.invoke(sandbox, invocation(function, "id")))).contains("numpy");
        assertThat(sdks.waits.availablePermits()).isZero();
    }

    private static String text(Ran ran) {
        return new String(ran.result().payload(), StandardCharsets.UTF_8);
    }
}
