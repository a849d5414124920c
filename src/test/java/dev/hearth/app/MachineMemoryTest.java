package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineMemoryTest {
    private static final DataSize MACHINE = DataSize.ofMebibytes(10_000);

    @Test
    void sandboxesGetMostOfTheMachine() {
        MachineMemory memory = MachineMemory.of(Optional.empty(), MACHINE);
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(8_000));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(8_000));
        assertThat(memory.warning()).isEmpty();
    }

    @Test
    void theOperatorsSettingComesFirst() {
        MachineMemory memory = MachineMemory.of(Optional.of(DataSize.ofMebibytes(512)), MACHINE);
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(512));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(512));
    }

    @Test
    void whatIsPromisedBeyondTheMachineIsBoundedByTheKernelAndSaid() {
        MachineMemory memory = MachineMemory.of(Optional.of(DataSize.ofMebibytes(40_000)), MACHINE);
        assertThat(memory.forSandboxes()).isEqualTo(DataSize.ofMebibytes(40_000));
        assertThat(memory.most()).isEqualTo(DataSize.ofMebibytes(9_000));
        assertThat(memory.warning().orElseThrow())
                .contains("40000MB")
                .contains("10000MB")
                .contains("9000MB");
    }
}
