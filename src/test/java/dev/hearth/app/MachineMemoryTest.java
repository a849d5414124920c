package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.cli.MemorySettings;
import dev.hearth.model.DataSize;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineMemoryTest {
    private static final DataSize MACHINE = DataSize.ofMebibytes(10_000);

    private static MachineMemory of(Optional<DataSize> sandboxes) {
        return MachineMemory.of(new MemorySettings(sandboxes, 1), MACHINE);
    }

    @Test
    void sandboxesGetMostOfTheMachine() {
        MachineMemory memory = of(Optional.empty());
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(8_000));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(8_000));
        assertThat(memory.warning()).isEmpty();
    }

    @Test
    void theOperatorsSettingComesFirst() {
        MachineMemory memory = of(Optional.of(DataSize.ofMebibytes(512)));
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(512));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(512));
    }

    @Test
    void aSandboxCanAlwaysBeTried() {
        MachineMemory memory = of(Optional.of(DataSize.ofMebibytes(1)));
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(1));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(128));
    }

    @Test
    void whatIsPromisedBeyondTheMachineIsBoundedByTheKernelAndSaid() {
        MachineMemory memory = of(Optional.of(DataSize.ofMebibytes(40_000)));
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(40_000));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(9_000));
        assertThat(memory.warning().orElseThrow())
                .contains("40000MB")
                .contains("10000MB")
                .contains("9000MB");
    }
}
