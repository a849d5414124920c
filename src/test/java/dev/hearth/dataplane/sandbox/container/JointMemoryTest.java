package dev.hearth.dataplane.sandbox.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.dataplane.sandbox.Assignment;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.RecordingListener;
import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxFixture;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.TestProgram;
import dev.hearth.dataplane.sandbox.machine.MachineConfig;
import dev.hearth.model.DataSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happens when sandboxes use more memory together than they may, or the machine has none left. */
class JointMemoryTest extends SandboxFixture {
    private static final DataSize TOGETHER = DataSize.ofMebibytes(192);
    private static final DataSize LIMIT = DataSize.ofMebibytes(1_024);
    private static final Map<String, String> PATH = Map.of("PATH", "/usr/local/bin:/usr/bin:/bin");

    @Override
    protected SandboxDriver open(Path folder) throws IOException {
        ContainerConfig usual = KilledDriver.config(folder, ContainerConfig.BUILT_IN);
        MachineConfig machine = usual.machine();
        MachineConfig small = new MachineConfig(machine.slots(), machine.scratchFolder(), machine.network(), TOGETHER);
        try {
            return ContainerDriver.open(new ContainerConfig(small, usual.launcher(), usual.tools()));
        } catch (ContainerUnavailableException e) {
            assumeTrue(false, "containers can't run here: " + e.getMessage());
            throw new AssertionError(e);
        }
    }

    private Sandbox large() {
        return driver().create(new SandboxSpec(nextId(), LIMIT, SCRATCH));
    }

    @Test
    void oneFunctionEndsAndTheOthersLive() {
        RecordingListener living = start(large(), TestProgram.MEMORY, PATH, "24");
        living.awaitText("ready");
        assertThat(driver().memoryUsed()).isBetween(DataSize.ofMebibytes(16), TOGETHER);
        assertThat(driver().processorTime()).isPositive();

        Sandbox greedy = large();
        RecordingListener ending = start(greedy, TestProgram.MEMORY, PATH, "29");
        assertThat(ending.exit()).isEqualTo(new Exit.OutOfMemory());
        assertThat(greedy.memoryPeak()).isLessThan(DataSize.ofMebibytes(TOGETHER.toMebibytes() + 16));
        assertThat(living.hasExited()).isFalse();
    }

    @Test
    void theKernelEndsFunctionsBeforeTheServer() {
        String script = "cat /proc/self/oom_score_adj; (echo 0 > /proc/self/oom_score_adj) 2>/dev/null;"
                + " cat /proc/self/oom_score_adj; sh -c 'cat /proc/self/oom_score_adj'";
        RecordingListener listener = new RecordingListener();
        create().assign(new Assignment(contents(), List.of("/bin/sh", "-c", script), PATH, Path.of("/")), listener);
        listener.exit();
        assertThat(listener.text()).isEqualTo("1000\n1000\n1000\n");
    }
}
