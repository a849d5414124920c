package dev.hearth.dataplane.sandbox.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxDriverContract;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class SimulatedDriverTest extends SandboxDriverContract {
    private final Map<Path, SimulatedMachine> machines = new ConcurrentHashMap<>();

    @Override
    protected SandboxDriver open(Path home) {
        SimulatedMachine machine = machines.computeIfAbsent(home, any -> new SimulatedMachine());
        return new SimulatedDriver(machine, new SimulatedTestPrograms(), SimulatedDriver.EVERYTHING);
    }

    @Test
    void anExceptionOfAProgramIsPrintedAndItsStatusIsOne() {
        RecordingListener listener = new RecordingListener();
        try (SandboxDriver driver = new SimulatedDriver(assignment -> Optional.of(process -> {
            throw new IllegalArgumentException("no good");
        }))) {
            driver.create(new SandboxSpec(nextId(), MEMORY, SCRATCH)).assign(anything(), listener);
            assertThat(listener.exit()).isEqualTo(new Exit.Status(1));
            assertThat(listener.text()).isEqualTo("java.lang.IllegalArgumentException: no good\n");
        }
    }

    @Test
    void aProgramNoticesThatItsSandboxIsDestroyed() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch noticed = new CountDownLatch(1);
        RecordingListener listener = new RecordingListener();
        try (SandboxDriver driver = new SimulatedDriver(assignment -> Optional.of(process -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                noticed.countDown();
            }
            return new Exit.Status(0);
        }))) {
            driver.create(new SandboxSpec(nextId(), MEMORY, SCRATCH)).assign(anything(), listener);
            begun.await();
        }
        assertThat(listener.exit()).isEqualTo(new Exit.Signal(9));
        noticed.await();
        assertThat(listener.breaches()).isEmpty();
    }

    private Assignment anything() {
        return new Assignment(contents(), List.of("anything"), Map.of(), Path.of("/var/task"));
    }
}
