package dev.hearth.dataplane.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every sandbox driver does with programs that run beside a function's own: a part of the whole contract. */
abstract class CompanionContract extends SandboxResetContract {
    @Test
    void companionsStartFirstAndOutliveTheProgram() {
        Sandbox sandbox = create();
        RecordingListener listener = startBeside(sandbox, TestProgram.EXIT, List.of("one", "two"), "3");
        listener.awaitCompanionText("beside hello\nbeside hello\n");
        assertThat(listener.hasExited()).isFalse();

        sandbox.start();

        assertThat(listener.exit()).isEqualTo(new Exit.Status(3));
        assertThat(listener.companionExits()).isEmpty();
        assertThat(listener.text()).isEmpty();
        sandbox.reset();
        assertThat(listener.companionExits()).isEmpty();
    }

    @Test
    void theEndOfACompanionIsHeardWhileTheProgramRuns() {
        Sandbox sandbox = create();
        RecordingListener listener = startBeside(sandbox, TestProgram.SCRATCH, List.of("one"), "end", "now");
        sandbox.start();
        assertThat(listener.companionExit("one")).isEqualTo(new Exit.Status(7));
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
        assertThat(listener.text()).startsWith("written\n");
    }

    @Test
    void theEndOfACompanionIsHeardBeforeTheProgramIsStarted() {
        Sandbox sandbox = create();
        start(sandbox, TestProgram.SCRATCH, PATH, "end", "now").exit();
        sandbox.reset();
        RecordingListener listener = startBeside(sandbox, TestProgram.TICK, List.of("one", "two"));
        assertThat(listener.companionExit("one")).isEqualTo(new Exit.Status(7));
        assertThat(listener.companionExit("two")).isEqualTo(new Exit.Status(7));
        sandbox.start();
        listener.awaitText("...");
    }

    @Test
    void aCompanionThatIsNoProgramIsToldOf() {
        Sandbox sandbox = create();
        RecordingListener listener = new RecordingListener();
        Path missing = Path.of("/no/such/program");
        sandbox.assign(
                new Assignment(
                        contents,
                        TestProgram.EXIT.command(layout().task(), "0"),
                        PATH,
                        layout().task(),
                        new Assignment.Companions(List.of(new Companion("gone", missing)), PATH)),
                heard(listener));
        assertThat(listener.companionExit("gone")).isInstanceOf(Exit.NotStarted.class);
        sandbox.start();
        assertThat(listener.exit()).isEqualTo(new Exit.Status(0));
    }

    @Test
    void aResetEndsCompanionsAndAProgramThatWasNotStarted() {
        Sandbox sandbox = create();
        RecordingListener listener = startBeside(sandbox, TestProgram.STUBBORN, List.of("one"), marker);
        listener.awaitCompanionText("beside hello\n");
        sandbox.reset();
        assertThat(listener.hasExited()).isTrue();
        assertThatIllegalStateException().isThrownBy(sandbox::start);

        RecordingListener again = startBeside(sandbox, TestProgram.STUBBORN, List.of("one"), marker);
        sandbox.start();
        assertThatIllegalStateException().isThrownBy(sandbox::start);
        again.awaitText("ready");
        sandbox.reset();
        assertThat(processes()).isEmpty();
        assertThat(again.companionExits()).isEmpty();
        assertThat(start(sandbox, TestProgram.EXIT, PATH, "0").exit()).isEqualTo(new Exit.Status(0));
    }

    @Test
    void companionsAreFrozenToo() {
        assumeTrue(driver.capabilities().freeze(), "this driver does not freeze");
        Sandbox sandbox = create();
        RecordingListener listener = startBeside(sandbox, TestProgram.TICK, List.of("one"));
        sandbox.start();
        listener.awaitText("...");
        sandbox.freeze();
        sandbox.thaw();
        int size = listener.size();
        assertThat(listener.printsBeyond(size, RecordingListener.PATIENCE)).isTrue();
    }

    @Test
    void aProgramIsAskedToEnd() {
        Sandbox alone = create();
        RecordingListener plain = start(alone, TestProgram.TICK, PATH);
        plain.awaitText(".");
        alone.terminate();
        assertThat(plain.exit()).isEqualTo(new Exit.Signal(15));
        alone.terminate();

        Sandbox sandbox = create();
        RecordingListener listener = startBeside(sandbox, TestProgram.TICK, List.of("one"));
        sandbox.start();
        listener.awaitText(".");
        sandbox.terminate();
        assertThat(listener.exit()).isEqualTo(new Exit.Signal(15));
        assertThat(listener.companionExits()).isEmpty();
    }

    /** Starts companions, and lets a program wait for its start. */
    private RecordingListener startBeside(
            Sandbox sandbox, TestProgram program, List<String> companions, String... arguments) {
        Map<String, String> environment = new HashMap<>(PATH);
        environment.put("GREETING", "hello");
        Path file = TestProgram.COMPANION.file(layout().task());
        RecordingListener listener = new RecordingListener();
        sandbox.assign(
                new Assignment(
                        contents,
                        program.command(layout().task(), arguments),
                        PATH,
                        layout().task(),
                        new Assignment.Companions(
                                companions.stream()
                                        .map(name -> new Companion(name, file))
                                        .toList(),
                                environment)),
                heard(listener));
        return listener;
    }
}
