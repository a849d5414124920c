package dev.hearth.base.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskFilesTest {
    @TempDir
    Path folder;

    @Test
    void aFolderIsRemovedWithAllInItAndNothingElse() throws IOException {
        Path outside = Files.createDirectory(folder.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("inner"));
        Files.writeString(tree.resolve("inner/file"), "x");
        Files.createSymbolicLink(tree.resolve("link"), outside);
        Files.createSymbolicLink(tree.resolve("broken"), folder.resolve("absent"));

        DiskFiles.delete(tree);
        DiskFiles.delete(tree);

        assertThat(tree).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("kept");
    }

    @Test
    void aLinkToAFolderIsRemovedAndTheFolderStays() throws IOException {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        DiskFiles.delete(link);
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(target).isDirectory();
    }

    @Test
    void aFileIsReplacedAlsoAfterAnAttemptThatBrokeOff() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "old");
        Path draft = Files.writeString(folder.resolve("draft"), "half of something longer");
        DiskFiles.replace(file, draft, "new".getBytes(UTF_8));
        DiskFiles.force(folder);
        assertThat(file).hasContent("new");
        assertThat(draft).doesNotExist();
    }
}
