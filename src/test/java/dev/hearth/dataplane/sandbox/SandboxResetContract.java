package dev.hearth.dataplane.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.model.DataSize;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What every sandbox driver does when a sandbox is reset: the part of {@link SandboxDriverContract} about that. */
public abstract class SandboxResetContract extends SandboxFixture {
    @Test
    void aResetEndsWhatRunsAndKeepsTheScratchFolder() {
        Sandbox sandbox = create();
        sandbox.reset();
        start(sandbox, TestProgram.SCRATCH, PATH, "first", "text").exit();
        sandbox.reset();
        RecordingListener stubborn = start(sandbox, TestProgram.STUBBORN, PATH, marker);
        stubborn.awaitText("ready");
        sandbox.reset();
        assertThat(processes()).isEmpty();
        assertThat(stubborn.hasExited()).isTrue();
        assertThat(stubborn.exit()).isNotInstanceOf(Exit.OutOfMemory.class);
        sandbox.reset();

        RecordingListener last = start(sandbox, TestProgram.SCRATCH, PATH, "second", "text");
        assertThat(last.exit()).isEqualTo(new Exit.Status(0));
        assertThat(last.text()).isEqualTo("written\nfile first\nfile second\n");
        // a shell may tell that its child was killed before it was
        assertThat(stubborn.text()).startsWith("ready\n").doesNotContain("written");
        sandbox.destroy();
        assertThatIllegalStateException().isThrownBy(sandbox::reset);
    }

    @Test
    void aResetSandboxIsAsANewOne() {
        Sandbox sandbox = create();
        start(sandbox, TestProgram.TICK, PATH).awaitText(".");
        if (driver.capabilities().freeze()) {
            sandbox.freeze();
        }
        sandbox.reset();
        assertThatIllegalStateException().isThrownBy(sandbox::freeze);
        assertThatIllegalStateException().isThrownBy(sandbox::thaw);
        assertThat(sandbox.address().isPresent())
                .isEqualTo(driver.capabilities().ownAddress());
        sandbox.flushOutput();
        RecordingListener listener = start(sandbox, TestProgram.TICK, PATH);
        listener.awaitText("...");
        assertIllegalToAssign(sandbox);
        if (driver.capabilities().freeze()) {
            sandbox.freeze();
            sandbox.thaw();
        }
        sandbox.destroy();
        assertIllegalAfterDestroy(sandbox);
    }

    @Test
    void memoryIsCountedAnewAfterAReset() {
        assumeTrue(driver.capabilities().limits(), "this driver does not limit");
        Sandbox sandbox = create();
        assertThat(start(sandbox, TestProgram.MEMORY, PATH, "29").exit()).isEqualTo(new Exit.OutOfMemory());
        sandbox.reset();
        assertThat(sandbox.memoryPeak()).isLessThan(DataSize.ofMebibytes(8));
        assertThat(start(sandbox, TestProgram.SIGNAL, PATH, "9").exit()).isEqualTo(new Exit.Signal(9));
        assertThat(sandbox.memoryPeak()).isLessThan(DataSize.ofMebibytes(64));
        sandbox.reset();
        assertThat(start(sandbox, TestProgram.MEMORY, PATH, "29").exit()).isEqualTo(new Exit.OutOfMemory());
    }

    @Test
    void whatCouldNotBeStartedCannotBeReset() {
        Sandbox sandbox = create();
        start(sandbox, TestProgram.EXIT, PATH, "0").exit();
        sandbox.reset();
        Assignment missing = new Assignment(contents, List.of("/no/such/program"), PATH, layout().task());
        assertThatThrownBy(() -> sandbox.assign(missing, new RecordingListener()))
                .isInstanceOf(SandboxException.class);
        assertThatIllegalStateException().isThrownBy(sandbox::reset);
        sandbox.destroy();
    }

    @Test
    void aResetMayMeetTheExitAndADestroy() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10; i++) {
                Sandbox sandbox = create();
                start(sandbox, TestProgram.LINES, PATH, String.valueOf(i));
                Future<?> reset = threads.submit(() -> {
                    try {
                        sandbox.reset();
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageContaining("DESTROYED");
                    }
                });
                if (i % 2 == 0) {
                    sandbox.destroy();
                }
                reset.get(1, TimeUnit.MINUTES);
                sandbox.destroy();
                assertIllegalAfterDestroy(sandbox);
            }
        }
    }
}
