package dev.hearth.dataplane.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every sandbox driver does with a program that waits for its function: a part of its contract. */
abstract class StemContract extends CompanionContract {
    @Test
    void nothingWaitsWhereThatIsNotPossible() {
        assumeFalse(driver.capabilities().stems(), "in this driver's sandboxes programs can wait");
        Sandbox sandbox = create();
        assertThatIllegalStateException().isThrownBy(() -> prepare(sandbox, TestProgram.FOLDER));
        assertThat(sandbox.isWaiting()).isFalse();
        assertThat(start(sandbox, TestProgram.EXIT, PATH, "0").exit()).isEqualTo(new Exit.Status(0));
    }

    @Test
    void aProgramThatWaitsGetsItsFunctionOnce() {
        assumeStems();
        Sandbox sandbox = create();
        assertThat(sandbox.isWaiting()).isFalse();
        Path layers = layout().layers();
        Assignment function = prepare(
                sandbox,
                TestProgram.READ,
                layout().task().resolve("greeting").toString(),
                layout().runtime().resolve("name").toString(),
                layout().interpreter().orElseThrow().resolve("name").toString(),
                layers.resolve("both").toString(),
                layers.resolve("deep/two").toString());
        assertThat(sandbox.isWaiting()).isTrue();
        assertThatIllegalStateException().isThrownBy(() -> prepare(sandbox, TestProgram.FOLDER));
        assertThatIllegalStateException().isThrownBy(sandbox::freeze);
        RecordingListener listener = assign(sandbox, function);
        assertThat(sandbox.isWaiting()).isFalse();
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo(told() + "hello\nthe runtime\nthe interpreter\nupper\nupper\n");
        assertIllegalToAssign(sandbox);
        assertThatIllegalStateException().isThrownBy(() -> sandbox.limit(MEMORY));
    }

    @Test
    void aFunctionOfAProgramThatWaitedIsAsIsolatedAsOthers() throws IOException {
        assumeStems();
        assumeTrue(driver.capabilities().isolated(), "this driver does not isolate");
        for (Path folder : List.of(layout().task(), layout().layers())) {
            Sandbox sandbox = create();
            Assignment function =
                    prepare(sandbox, TestProgram.WRITE, folder.resolve("new").toString(), "text");
            RecordingListener listener = assign(sandbox, function);
            listener.exit();
            assertThat(listener.text()).isEqualTo(told() + "refused\n");
        }
    }

    @Test
    void aProgramThatWaitedIsFrozenAndThawedLikeOthers() {
        assumeStems();
        assumeTrue(driver.capabilities().freeze(), "this driver can't freeze");
        Sandbox sandbox = create();
        RecordingListener listener = assign(sandbox, prepare(sandbox, TestProgram.TICK));
        listener.awaitText(".");
        sandbox.freeze();
        sandbox.thaw();
        assertThat(listener.printsBeyond(listener.size(), RecordingListener.PATIENCE))
                .isTrue();
    }

    @Test
    void theLimitOfMemoryIsTheFunctions() {
        assumeStems();
        assumeTrue(driver.capabilities().limits(), "this driver does not limit");
        DataSize little = DataSize.ofMebibytes(24);
        Sandbox raised = driver.create(new SandboxSpec(nextId(), little, SCRATCH));
        Assignment function = prepare(raised, TestProgram.MEMORY, "25");
        raised.limit(MEMORY);
        assign(raised, function).awaitText("ready");
        assertThat(raised.memoryPeak()).isGreaterThan(little);
        Sandbox lowered = create();
        Assignment other = prepare(lowered, TestProgram.MEMORY, "25");
        lowered.limit(little);
        assertThat(assign(lowered, other).exit()).isEqualTo(new Exit.OutOfMemory());
    }

    @Test
    void aProgramThatDoesNotWaitIsNoStem() {
        assumeStems();
        for (TestProgram program : List.of(TestProgram.EXIT, TestProgram.STREAMS)) {
            Sandbox sandbox = create();
            Layout layout = layout();
            List<String> command = program.command(layout.runtime(), "0");
            StemFiles files = new StemFiles(contents.runtime(), contents.interpreter());
            sandbox.prepare(new Stem(files, command, PATH, layout.task()));
            RecordingListener.awaitTrue("it does not wait", () -> !sandbox.isWaiting());
            RecordingListener listener = new RecordingListener();
            Assignment function = new Assignment(contents, command, PATH, layout.task());
            assertThatThrownBy(() -> sandbox.assign(function, listener)).isInstanceOf(SandboxException.class);
            sandbox.destroy();
            assertThat(listener.hasExited()).isFalse();
            assertThat(listener.text()).isEmpty();
        }
    }

    @Test
    void aProgramThatWaitsForAnotherFunctionIsRefused() {
        assumeStems();
        Sandbox sandbox = create();
        Assignment function = prepare(sandbox, TestProgram.FOLDER);
        List<String> command = TestProgram.FOLDER.command(layout().task());
        Assignment other = new Assignment(contents, command, PATH, layout().task());
        assertThatIllegalArgumentException().isThrownBy(() -> sandbox.assign(other, new RecordingListener()));
        assertThat(sandbox.isWaiting()).isFalse();
        assertThatThrownBy(() -> sandbox.assign(function, new RecordingListener()))
                .isInstanceOf(SandboxException.class);
        sandbox.reset();
        assertThat(start(sandbox, TestProgram.EXIT, PATH, "0").exit()).isEqualTo(new Exit.Status(0));
    }

    @Test
    void aSandboxInWhichAProgramWaitsIsResetLikeOthers() {
        assumeStems();
        Sandbox sandbox = driver.create(new SandboxSpec(nextId(), DataSize.ofMebibytes(24), SCRATCH));
        prepare(sandbox, TestProgram.STUBBORN, marker);
        sandbox.limit(MEMORY);
        sandbox.reset();
        assertNoProcesses();
        assertThat(sandbox.isWaiting()).isFalse();
        start(sandbox, TestProgram.MEMORY, PATH, "25").awaitText("ready");
    }

    @Test
    void aProgramThatWaitsEndsWithItsSandbox() {
        assumeStems();
        Sandbox sandbox = create();
        prepare(sandbox, TestProgram.STUBBORN, marker);
        sandbox.destroy();
        assertNoProcesses();
        assertThat(sandbox.isWaiting()).isFalse();
        assertIllegalAfterDestroy(sandbox);
    }

    @Test
    void recoverRemovesProgramsThatWait() throws IOException {
        assumeStems();
        prepare(create(), TestProgram.STUBBORN, marker);
        try (SandboxDriver next = open(home)) {
            assertThat(recoverOwn(next)).isPositive();
            assertNoProcesses();
        }
    }

    private void assumeStems() {
        assumeTrue(driver.capabilities().stems(), "in this driver's sandboxes no program waits for its function");
    }
}
