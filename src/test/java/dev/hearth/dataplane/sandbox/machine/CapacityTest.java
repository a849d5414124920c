package dev.hearth.dataplane.sandbox.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.base.linux.KernelLimits;
import dev.hearth.base.linux.ResourceLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapacityTest {
    private static final Capacity.Bound FILES = new Capacity.Bound("open files (ulimit -Hn)", 20_000, 6_000, 6);
    private static final Capacity.Bound TASKS = new Capacity.Bound("tasks (sysctl kernel.pid_max)", 32_768, 8_192, 4);

    @Test
    void theNarrowestLimitCounts() {
        assertThat(new Capacity(List.of(TASKS)).most()).isEqualTo(6_144);
        assertThat(new Capacity(List.of(TASKS, FILES)).most()).isEqualTo(2_333);
        assertThat(new Capacity(List.of(new Capacity.Bound("all kept", 10, 20, 1))).most())
                .isZero();
    }

    @Test
    void oneBeyondItIsRefusedWithTheNameOfTheLimit() {
        Capacity capacity = new Capacity(List.of(new Capacity.Bound("widgets (sysctl w)", 10, 4, 3)));
        capacity.take();
        capacity.take();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(capacity::take)
                    .isInstanceOf(MachineFullException.class)
                    .hasMessage("no more sandboxes: this machine can have 2 sandboxes at once, by its limit of widgets"
                            + " (sysctl w): 10, of which 4 are for all else and a sandbox takes 3");
        }
        capacity.giveBack();
        capacity.take();
        assertThatThrownBy(capacity::take).isInstanceOf(MachineFullException.class);
    }

    @Test
    void theLimitsOfThisMachineAreRead() {
        assumeTrue(Files.exists(Path.of("/proc/sys/user/max_user_namespaces")), "this is no Linux");
        int most = Capacity.ofThisMachine().most();
        assertThat(most)
                .isPositive()
                .isLessThanOrEqualTo(Math.toIntExact(ResourceLimits.openFiles(1_000_000) / CapacityLimits.FILES))
                .isLessThanOrEqualTo(Math.toIntExact(KernelLimits.tasks() / CapacityLimits.TASKS))
                .isLessThan(65_536 / 2);
    }
}
