package dev.hearth.dataplane.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every sandbox driver does, whatever its kind. Where capabilities differ, so does what is asked.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
public abstract class SandboxDriverContract extends StemContract {
    private static final int MANY = 20;

    /** How long nothing must be heard of what is stopped. */
    private static final Duration QUIET = Duration.ofMillis(300);

    // what a program is given

    @Test
    void argumentsArriveAsTheyAre() {
        RecordingListener listener =
                run(TestProgram.ARGUMENTS, "plain", "two words", "", "it's \"quoted\" $HOME `id` \\n *", "--flag=1");
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text())
                .isEqualTo("[plain]\n[two words]\n[]\n[it's \"quoted\" $HOME `id` \\n *]\n[--flag=1]\n");
    }

    @Test
    void theEnvironmentIsExactlyWhatWasGiven() {
        Map<String, String> given = new HashMap<>(PATH);
        given.put("_HANDLER", "app.handler");
        given.put("EMPTY", "");
        given.put("SPACES", " a  b ");
        given.put("LINES", "one\ntwo\n");
        given.put("EQUALS", "a=b=c");
        given.put("SHELL_TEXT", "$HOME 'x' \"y\" `id` \\");
        given.put("LONG", "x".repeat(4096));
        RecordingListener listener = start(create(), TestProgram.ENVIRONMENT, given);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        Map<String, String> seen = new HashMap<>();
        for (String entry : listener.text().split("\0", 0)) {
            int equals = entry.indexOf('=');
            seen.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        seen.remove("TMPDIR"); // the one addition that a driver may make
        assertThat(seen).isEqualTo(given);
    }

    @Test
    void environmentAndOutputAreUtf8() {
        Map<String, String> given = new HashMap<>(PATH);
        given.put("GREETING", "Grüße, 世界 🔥");
        RecordingListener listener = start(create(), TestProgram.ENVIRONMENT, given);
        listener.exit();
        assertThat(listener.text()).contains("GREETING=Grüße, 世界 🔥\0");
    }

    @Test
    void standardInputIsEmpty() {
        RecordingListener listener = run(TestProgram.INPUT);
        listener.exit();
        assertThat(listener.text()).isEqualTo("end\n");
    }

    @Test
    void itStartsInItsWorkingFolder() {
        RecordingListener listener = run(TestProgram.FOLDER);
        listener.exit();
        assertThat(listener.text()).isEqualTo(layout().task() + "\n");
    }

    @Test
    void theLayoutIsPure() {
        assertThat(driver.layout(contents)).isEqualTo(driver.layout(contents));
    }

    @Test
    void itReadsCodeRuntimeInterpreterAndSdk() {
        RecordingListener listener = run(
                TestProgram.READ,
                layout().task().resolve("greeting").toString(),
                layout().runtime().resolve("name").toString(),
                layout().interpreter().orElseThrow().resolve("name").toString(),
                layout().sdk().orElseThrow().resolve("name").toString());
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo("hello\nthe runtime\nthe interpreter\nthe SDK\n");
    }

    @Test
    void layersAreMergedAndTheLastOneWins() {
        Path layers = layout().layers();
        RecordingListener listener = run(
                TestProgram.READ,
                layers.resolve("both").toString(),
                layers.resolve("one").toString(),
                layers.resolve("deep/two").toString());
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).isEqualTo("upper\nlower\nupper\n");
    }

    @Test
    void itNeedsNeitherInterpreterNorLayersNorSdk() {
        contents = new Contents(contents.code(), contents.runtime(), Optional.empty(), List.of());
        assertThat(layout().interpreter()).isEmpty();
        assertThat(layout().sdk()).isEmpty();
        RecordingListener listener = run(TestProgram.FOLDER);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
    }

    @Test
    void anImageIsRefusedWhereItCannotBeRun() {
        assumeFalse(driver.capabilities().images(), "this driver runs images");
        Assignment assignment =
                new Assignment(new ImageRoot(contents.code()), List.of("/bin/true"), PATH, Path.of("/"));
        Sandbox sandbox = create();
        assertThatThrownBy(() -> sandbox.assign(assignment, new RecordingListener()))
                .isInstanceOf(SandboxException.class)
                .hasMessageContaining("container images");
        sandbox.destroy();
    }

    @Test
    void anIsolatedSandboxCannotChangeWhatItIsGiven() throws IOException {
        assumeTrue(driver.capabilities().isolated(), "this driver does not isolate");
        for (Path folder : List.of(
                layout().task(),
                layout().runtime(),
                layout().interpreter().orElseThrow(),
                layout().layers(),
                layout().sdk().orElseThrow())) {
            for (String name : List.of("greeting", "name", "both", "new")) {
                RecordingListener listener =
                        run(TestProgram.WRITE, folder.resolve(name).toString(), "changed");
                listener.exit();
                assertThat(listener.text()).as("%s in %s", name, folder).isEqualTo("refused\n");
            }
        }
        assertThat(contents.code().folder().resolve("greeting")).hasContent("hello\n");
        assertThat(contents.code().folder().resolve("new")).doesNotExist();
    }

    @Test
    void itsScratchFolderIsWritableAndEmptyAndItsOwn() {
        RecordingListener first = run(TestProgram.SCRATCH, "first", "text");
        RecordingListener second = run(TestProgram.SCRATCH, "second", "text");
        assertThat(first.exit()).isEqualTo(new Exit.Status(0));
        assertThat(second.exit()).isEqualTo(new Exit.Status(0));
        assertThat(first.text()).isEqualTo("written\nfile first\n");
        assertThat(second.text()).isEqualTo("written\nfile second\n");
    }

    // what is heard of it

    @Test
    void outputComesInOrderAndBeforeTheExit() {
        RecordingListener listener = run(TestProgram.LINES, "20000");
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        StringBuilder expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            expected.append("line ").append(i).append('\n');
        }
        assertThat(listener.text()).isEqualTo(expected.toString());
    }

    @Test
    void bothStreamsComeInTheOrderWritten() {
        RecordingListener listener = run(TestProgram.STREAMS);
        listener.exit();
        assertThat(listener.text()).isEqualTo("one\ntwo\nthree\nfour\nfive");
    }

    @Test
    void outputComesWhileItRuns() {
        RecordingListener listener = run(TestProgram.STUBBORN, marker);
        listener.awaitText("ready");
        assertThat(listener.hasExited()).isFalse();
    }

    @Test
    void outputCanBeFlushedAtAnyTime() {
        Sandbox sandbox = create();
        sandbox.flushOutput();
        RecordingListener listener = start(sandbox, TestProgram.LINES, PATH, "5000");
        while (!listener.hasExited()) {
            sandbox.flushOutput();
        }
        sandbox.flushOutput();
        assertThat(listener.text())
                .startsWith("line 0\n")
                .endsWith("line 4999\n")
                .hasLineCount(5000);
        sandbox.destroy();
        sandbox.flushOutput();
    }

    @Test
    void theExitStatusIsTold() {
        assertThat(run(TestProgram.EXIT, "0").exit()).isEqualTo(new Exit.Status(0));
        assertThat(run(TestProgram.EXIT, "1").exit()).isEqualTo(new Exit.Status(1));
        assertThat(run(TestProgram.EXIT, "127").exit()).isEqualTo(new Exit.Status(127));
        assertThat(run(TestProgram.EXIT, "255").exit()).isEqualTo(new Exit.Status(255));
    }

    @Test
    void aSignalThatEndsItIsTold() {
        RecordingListener listener = run(TestProgram.SIGNAL, "9");
        assertThat(listener.exit()).isEqualTo(new Exit.Signal(9));
        assertThat(listener.text()).isEmpty();
        assertThat(run(TestProgram.SIGNAL, "15").exit()).isEqualTo(new Exit.Signal(15));
    }

    @Test
    void itsEndDoesNotWaitForChildrenAndTakesThemAlong() {
        RecordingListener listener = run(TestProgram.LEAVE, marker);
        assertThat(listener.exit()).isEqualTo(new Exit.Status(3));
        assertThat(listener.text()).isEqualTo("left\n");
        assertNoProcesses();
    }

    @Test
    void aProgramThatIsNotThereIsTheDriversError() {
        Sandbox sandbox = create();
        Assignment assignment = new Assignment(contents, List.of("/no/such/program"), PATH, layout().task());
        RecordingListener listener = new RecordingListener();
        assertThatThrownBy(() -> sandbox.assign(assignment, listener)).isInstanceOf(SandboxException.class);
        assertThatIllegalStateException().isThrownBy(() -> sandbox.assign(assignment, listener));
        sandbox.destroy();
        assertThat(listener.hasExited()).isFalse();
    }

    // the lifecycle

    @Test
    void anEmptySandboxCanBeDestroyed() {
        Sandbox sandbox = create();
        sandbox.destroy();
        sandbox.destroy();
        assertIllegalAfterDestroy(sandbox);
    }

    @Test
    void aSandboxIsAssignedOnce() {
        Sandbox sandbox = create();
        start(sandbox, TestProgram.STUBBORN, PATH, marker).awaitText("ready");
        assertIllegalToAssign(sandbox);
        sandbox.destroy();
        assertIllegalAfterDestroy(sandbox);
    }

    @Test
    void aSandboxWhoseProcessEndedIsNotUsedAgain() {
        Sandbox sandbox = create();
        start(sandbox, TestProgram.EXIT, PATH, "0").exit();
        assertIllegalToAssign(sandbox);
        assertThatIllegalStateException().isThrownBy(sandbox::freeze);
        assertThatIllegalStateException().isThrownBy(sandbox::thaw);
        assertThatCode(sandbox::memoryPeak).doesNotThrowAnyException();
        sandbox.destroy();
        assertIllegalAfterDestroy(sandbox);
    }

    @Test
    void itKnowsItsIdAndAddress() {
        SandboxId id = nextId();
        Sandbox sandbox = driver.create(new SandboxSpec(id, MEMORY, SCRATCH));
        Sandbox other = create();
        assertThat(sandbox.id()).isEqualTo(id);
        assertThat(sandbox.address().isPresent())
                .isEqualTo(driver.capabilities().ownAddress());
        if (sandbox.address().isPresent()) {
            assertThat(sandbox.address()).isNotEqualTo(other.address());
        }
    }

    @Test
    void destroyKillsEvenWhatIsDeafToSignals() {
        Sandbox sandbox = create();
        RecordingListener listener = start(sandbox, TestProgram.STUBBORN, PATH, marker);
        listener.awaitText("ready");
        sandbox.destroy();
        assertNoProcesses();
        assertThat(listener.exit()).isNotInstanceOf(Exit.OutOfMemory.class);
        sandbox.destroy();
    }

    @Test
    void destroyRightAfterAssignLeavesNothing() {
        for (int i = 0; i < 10; i++) {
            Sandbox sandbox = create();
            RecordingListener listener = start(sandbox, TestProgram.STUBBORN, PATH, marker);
            sandbox.destroy();
            listener.exit();
        }
        assertNoProcesses();
    }

    @Test
    void destroyMayMeetTheExitAndAnotherDestroy() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                Sandbox sandbox = create();
                RecordingListener listener = start(sandbox, TestProgram.LINES, PATH, String.valueOf(i));
                CountDownLatch go = new CountDownLatch(1);
                List<Future<?>> destroyers = new ArrayList<>();
                for (int destroyer = 0; destroyer < 2; destroyer++) {
                    destroyers.add(threads.submit(() -> {
                        go.await();
                        sandbox.destroy();
                        return null;
                    }));
                }
                if (i % 2 == 0) {
                    listener.exit();
                }
                go.countDown();
                for (Future<?> destroyer : destroyers) {
                    destroyer.get(1, TimeUnit.MINUTES);
                }
                listener.exit();
            }
        }
    }

    @Test
    void manyRunAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> outputs = new ArrayList<>();
            for (int i = 0; i < MANY; i++) {
                String name = "number " + i;
                outputs.add(threads.submit(() -> {
                    Sandbox sandbox = create();
                    RecordingListener listener = start(sandbox, TestProgram.ARGUMENTS, PATH, name);
                    assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
                    sandbox.destroy();
                    return listener.text();
                }));
            }
            for (int i = 0; i < MANY; i++) {
                assertThat(outputs.get(i).get(1, TimeUnit.MINUTES)).isEqualTo("[number " + i + "]\n");
            }
        }
    }

    // what capabilities promise

    @Test
    void freezeIsRefusedWhereItIsNotPossible() {
        assumeFalse(driver.capabilities().freeze(), "this driver can freeze");
        Sandbox sandbox = create();
        start(sandbox, TestProgram.TICK, PATH).awaitText(".");
        assertThatIllegalStateException().isThrownBy(sandbox::freeze);
        assertThatIllegalStateException().isThrownBy(sandbox::thaw);
    }

    @Test
    void aFrozenSandboxStandsStillUntilThawed() {
        assumeTrue(driver.capabilities().freeze(), "this driver can't freeze");
        Sandbox sandbox = create();
        assertThatIllegalStateException().isThrownBy(sandbox::freeze);
        assertThatIllegalStateException().isThrownBy(sandbox::thaw);
        RecordingListener listener = start(sandbox, TestProgram.TICK, PATH);
        listener.awaitText(".");
        assertThatIllegalStateException().isThrownBy(sandbox::thaw);
        for (int i = 0; i < 3; i++) {
            sandbox.freeze();
            assertThatIllegalStateException().isThrownBy(sandbox::freeze);
            listener.printsBeyond(listener.size(), QUIET); // what was on its way
            int size = listener.size();
            assertThat(listener.printsBeyond(size, QUIET)).isFalse();
            sandbox.thaw();
            assertThat(listener.printsBeyond(size + 5, RecordingListener.PATIENCE))
                    .isTrue();
        }
    }

    @Test
    void aFrozenSandboxCanBeDestroyed() {
        assumeTrue(driver.capabilities().freeze(), "this driver can't freeze");
        Sandbox sandbox = create();
        RecordingListener listener = start(sandbox, TestProgram.STUBBORN, PATH, marker);
        listener.awaitText("ready");
        sandbox.freeze();
        sandbox.destroy();
        listener.exit();
        assertNoProcesses();
        assertIllegalAfterDestroy(sandbox);
    }

    @Test
    void memoryPeakIsTheMostThatWasUsed() {
        Sandbox sandbox = create();
        start(sandbox, TestProgram.MEMORY, PATH, "25").awaitText("ready");
        DataSize peak = sandbox.memoryPeak();
        if (driver.capabilities().limits() || peak.bytes() > 0) {
            assertThat(peak).isBetween(DataSize.ofMebibytes(32), MEMORY);
        }
    }

    @Test
    void processorTimeIsWhatWasUsed() {
        Sandbox sandbox = create();
        assertThat(sandbox.processorTime()).isLessThan(Duration.ofSeconds(1));
        start(sandbox, TestProgram.MEMORY, PATH, "25").awaitText("ready");
        Duration used = sandbox.processorTime();
        if (driver.capabilities().limits() || !used.isZero()) {
            assertThat(used).isBetween(Duration.ofMillis(1), Duration.ofSeconds(20));
        }
        sandbox.destroy();
        assertThat(sandbox.processorTime()).isGreaterThanOrEqualTo(used).isLessThan(Duration.ofSeconds(20));
    }

    @Test
    void goingOverTheMemoryLimitEndsIt() {
        assumeTrue(driver.capabilities().limits(), "this driver does not limit");
        Sandbox sandbox = create();
        RecordingListener listener = start(sandbox, TestProgram.MEMORY, PATH, "29");
        assertThat(listener.exit()).isEqualTo(new Exit.OutOfMemory());
        assertThat(listener.text()).doesNotContain("ready");
        assertThat(sandbox.memoryPeak()).isBetween(DataSize.ofMebibytes(64), MEMORY);
    }

    @Test
    void theScratchFolderHasItsSize() {
        RecordingListener fits = run(TestProgram.FILL, "16");
        fits.exit();
        assertThat(fits.text()).isEqualTo("written\n");
        assumeTrue(driver.capabilities().limits(), "this driver does not limit");
        RecordingListener full = run(TestProgram.FILL, "24");
        assertThat(full.exit()).isEqualTo(new Exit.Status(0));
        assertThat(full.text()).isEqualTo("full\n");
    }

    // the driver's own life

    @Test
    void recoverRemovesWhatAnEarlierLifeLeft() throws IOException {
        start(create(), TestProgram.STUBBORN, PATH, marker).awaitText("ready");
        start(create(), TestProgram.EXIT, PATH, "0").exit();
        create();
        try (SandboxDriver next = open(home)) {
            // some that were kept ready may come to these
            assertThat(recoverOwn(next)).isGreaterThanOrEqualTo(3);
            assertNoProcesses();
        }
        try (SandboxDriver after = open(home)) {
            assertThat(recoverOwn(after)).isZero();
        }
    }

    @Test
    void closeDestroysAllAndNothingIsMadeAfterIt() {
        Sandbox running = create();
        RecordingListener listener = start(running, TestProgram.STUBBORN, PATH, marker);
        listener.awaitText("ready");
        Sandbox empty = create();
        driver.close();
        assertNoProcesses();
        listener.exit();
        assertIllegalAfterDestroy(running);
        assertIllegalAfterDestroy(empty);
        assertThatIllegalStateException().isThrownBy(this::create);
        driver.close();
    }

    @Test
    void aClosedDriverLeavesNothingToRecover() throws IOException {
        run(TestProgram.EXIT, "0").exit();
        create();
        driver.close();
        try (SandboxDriver next = open(home)) {
            assertThat(recoverOwn(next)).isZero();
        }
    }
}
