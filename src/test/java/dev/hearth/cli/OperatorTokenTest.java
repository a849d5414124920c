package dev.hearth.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorTokenTest {
    @TempDir
    Path folder;

    @Test
    void isMadeOnceAndOnlyItsOwnerCanReadIt() throws IOException {
        Files.writeString(folder.resolve("operator.token.part"), "half"); // of a start that was killed

        assertThat(OperatorToken.keep(folder, () -> "one")).isEqualTo("one");
        assertThat(OperatorToken.keep(folder, () -> "two")).isEqualTo("one");

        assertThat(OperatorToken.read(folder)).isEqualTo("one");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("operator.token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void saysWhichFileCanNotBeRead() {
        assertThatThrownBy(() -> OperatorToken.read(folder))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("operator.token");
    }
}
