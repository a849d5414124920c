package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {
    @TempDir
    Path folder;

    @Test
    void administratorsFoldersAreLookedThroughLast() {
        assertThat(SearchPath.of("/usr/local/bin:/usr/bin:/bin"))
                .hasToString("/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin");
        assertThat(SearchPath.of("/usr/sbin:/usr/bin")).hasToString("/usr/sbin:/usr/bin:/usr/local/sbin:/sbin");
    }

    @Test
    void theCurrentFolderIsNotLookedThrough() {
        assertThat(SearchPath.of(":.:bin:/bin").folders()).first().isEqualTo(Path.of("/bin"));
    }

    @Test
    void aProgramIsAFileThatMayBeExecuted() throws IOException {
        Path first = Files.createDirectory(folder.resolve("first"));
        Path second = Files.createDirectory(folder.resolve("second"));
        Files.createDirectory(first.resolve("tool"));
        SearchPath path = new SearchPath(List.of(first, second));
        Path tool = Files.createFile(second.resolve("tool"));
        assertThat(path.find("tool")).isEmpty();
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(path.find("tool")).contains(tool);
    }

    @Test
    void toolsFindOtherToolsThere() {
        assertThat(Command.run(List.of("sh", "-c", "echo $PATH"), "", Duration.ofSeconds(10)))
                .isEqualTo(SearchPath.SYSTEM + "\n");
    }
}
