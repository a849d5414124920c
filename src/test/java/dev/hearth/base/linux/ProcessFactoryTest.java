package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.ProcessSteps.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ProcessFactoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<Namespace> OWN = List.of(Namespace.MOUNTS, Namespace.PROCESSES);

    @TempDir
    Path folder;

    private ProcessFactory factory;

    @BeforeEach
    void open() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "namespaces can't be made by this user");
        ProcessSteps first = ProcessSteps.first(20);
        first.restrain();
        first.serveOrders();
        factory = factory(first, PATIENCE);
    }

    @AfterEach
    void close() {
        if (factory != null) {
            factory.close();
        }
    }

    private ProcessFactory factory(ProcessSteps first, Duration deadline) throws IOException {
        Path program = folder.resolve("program");
        Files.write(program, ProcessFactory.program(first));
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new ProcessFactory(Spawn.adoptingOrphans(), program.toString(), first, deadline);
    }

    private static ProcessSteps order() {
        return ProcessSteps.order(20, OWN, Optional.empty());
    }

    private PreparedProcess waiting() {
        ProcessSteps order = order();
        order.begin();
        order.awaitAssignment();
        return factory.make(order, List.of());
    }

    private static Optional<Integer> run(PreparedProcess process, String... command) {
        ProcessSteps assignment = ProcessSteps.assignment(20);
        assignment.run(List.of(command), List.of("PATH=/usr/bin:/bin"));
        return process.assign(assignment, List.of(), PATIENCE);
    }

    private static void awaitEnd(PreparedProcess process) {
        assertThat(process.process().await(PATIENCE)).isPresent();
    }

    @Test
    void aProcessRunsItsProgramAndTellsHowItEnded() {
        PreparedProcess process = waiting();
        assertThat(run(process, "/bin/sh", "-c", "exit 7")).isEmpty();
        awaitEnd(process);
        assertThat(process.status()).contains(7 << 8);
        process.close();
    }

    @Test
    void orphansAreGatheredAndEndWithTheProgram() {
        PreparedProcess process = waiting();
        // sleeps are orphans of a shell that has ended; the program itself is killed
        assertThat(run(process, "/bin/sh", "-c", "(sleep 31557600 &); (true &); (true &); sleep 0.1; kill -9 $$"))
                .isEmpty();
        awaitEnd(process);
        assertThat(process.status()).contains(9);
        process.close();
    }

    @Test
    void aProgramThatIsNotThereIsTold() {
        PreparedProcess process = waiting();
        assertThat(run(process, "/nowhere")).contains(2);
        awaitEnd(process);
        process.close();
    }

    @Test
    void aStepThatFailsIsNamedWithItsError() {
        ProcessSteps order = order();
        order.begin();
        order.bind("/nowhere", "/mnt");
        order.awaitAssignment();
        assertThatThrownBy(() -> factory.make(order, List.of()))
                .isInstanceOf(LinuxException.class)
                .hasMessage("/nowhere can't be shown at /mnt: no such file (error 2)");

        PreparedProcess process = waiting();
        ProcessSteps assignment = ProcessSteps.assignment(20);
        assignment.workingFolder(Path.of("/nowhere"));
        assignment.run(List.of("/bin/true"), List.of());
        assertThatThrownBy(() -> process.assign(assignment, List.of(), PATIENCE))
                .isInstanceOf(LinuxException.class)
                .hasMessage("chdir /nowhere: no such file (error 2)");
        awaitEnd(process);
        process.close();
    }

    @Test
    void whoWaitsEndsWhenNobodyCanAssignAnyMore() {
        PreparedProcess process = waiting();
        process.close();
        awaitEnd(process);
    }

    @Test
    void aFactoryWhoseProcessWasKilledStartsAnother() {
        PreparedProcess first = waiting();
        ProcessHandle parent = ProcessHandle.current()
                .children()
                .filter(child -> child.info()
                        .command()
                        .equals(Optional.of(folder.resolve("program").toString())))
                .filter(child -> child.pid() != first.process().identifier())
                .findFirst()
                .orElseThrow();
        parent.destroyForcibly();
        new ChildProcess((int) parent.pid()).handle().awaitReadable(PATIENCE);
        PreparedProcess second = waiting();
        assertThat(run(first, "/bin/true")).isEmpty();
        assertThat(run(second, "/bin/true")).isEmpty();
        List.of(first, second).forEach(process -> {
            awaitEnd(process);
            process.close();
        });
    }

    @Test
    void whatHangsCostsADeadlineAndNothingElse() throws IOException {
        factory.close();
        ProcessSteps steps = ProcessSteps.first(20);
        steps.serveOrders();
        factory = factory(steps, Duration.ofMillis(200));
        // a message that nobody sends
        ProcessSteps hanging = order();
        hanging.begin();
        hanging.list().call("wait", Kernel.Call.PPOLL, 0, 0, 0, 0, 0);
        assertThatThrownBy(() -> factory.make(hanging, List.of()))
                .isInstanceOf(LinuxException.class)
                .hasMessage("a process did not report within PT0.2S");
        PreparedProcess other = waiting();
        assertThat(run(other, "/bin/true")).isEmpty();
        awaitEnd(other);
        other.close();
    }
}
