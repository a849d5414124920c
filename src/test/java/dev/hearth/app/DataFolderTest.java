package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    private Path folder;

    @Test
    void itIsMadeWithThoseAboveIt() {
        assertThat(DataFolder.at(folder.resolve("a/b")).path()).isDirectory();
    }

    @Test
    void aFileIsNotAFolder() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataFolder.at(file))
                .isInstanceOf(UsageException.class)
                .hasMessage("The data folder can't be " + file + ": that is a file, not a folder.");
        assertThatThrownBy(() -> DataFolder.at(file.resolve("data")))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith(file + " is a file, not a folder.");
    }

    @Test
    void nobodyElseCanHoldItsClaim() throws IOException {
        DataFolder data = DataFolder.at(folder.resolve("data"));

        try (DataFolder.Claim _ = data.claim()) {
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(data.path().resolve("lock"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aFileSystemThatTakesNoFoldersIsNamed() {
        assertThatThrownBy(() -> DataFolder.at(Path.of("/proc/hearth")))
                .isInstanceOf(UsageException.class)
                .hasMessageMatching("The data folder /proc/hearth can't be made: .*/proc.*\\.")
                .hasMessageNotContaining("Exception");
    }
}
