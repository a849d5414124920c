package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountNamespaceTest {
    @TempDir
    Path folder;

    @BeforeEach
    void needsRoot() {
        assumeTrue(
                System.getProperty("user.name").equals("root")
                        && System.getProperty("os.name").equals("Linux"),
                "mounting needs root on Linux");
    }

    @Test
    void whatIsMountedInsideIsSeenByAllItsThreadsAndNobodyElse() throws Exception {
        Path point = Files.createDirectory(folder.resolve("point"));
        try (MountNamespace namespace = MountNamespace.create(4)) {
            namespace.inside(() -> {
                Mounts.memory(point, "size=64k");
                return Files.writeString(point.resolve("file"), "text");
            });
            for (int i = 0; i < 10; i++) {
                assertThat(namespace.inside(() -> Files.readString(point.resolve("file"))))
                        .isEqualTo("text");
            }
            assertThat(point).isEmptyDirectory();
            assertThat(Mount.all()).noneMatch(mount -> mount.point().startsWith(folder));
        }
    }

    @Test
    void aTaskMayRunAnotherOnItsThread() {
        try (MountNamespace namespace = MountNamespace.create(1)) {
            Thread outer = namespace.inside(Thread::currentThread);
            assertThat(namespace.inside(() -> namespace.inside(Thread::currentThread)))
                    .isEqualTo(outer);
        }
    }

    @Test
    void aBoundFolderIsReadOnly() throws Exception {
        Path source = Files.createDirectory(folder.resolve("source"));
        Path point = Files.createDirectory(folder.resolve("point"));
        Files.writeString(source.resolve("file"), "text");
        try (MountNamespace namespace = MountNamespace.create(1)) {
            namespace.inside(() -> {
                Mounts.bindReadOnly(source, point);
                return true;
            });
            assertThatThrownBy(() -> namespace.inside(() -> Files.writeString(point.resolve("file"), "new")))
                    .hasRootCauseInstanceOf(FileSystemException.class);
            namespace.inside(() -> {
                Mounts.detach(point);
                return true;
            });
            assertThat(namespace.inside(() -> Files.exists(point.resolve("file"))))
                    .isFalse();
        }
    }

    @Test
    void foldersAreLaidOverEachOther() throws Exception {
        Path upper = Files.createDirectory(folder.resolve("upper"));
        Path lower = Files.createDirectory(folder.resolve("lower"));
        Path point = Files.createDirectory(folder.resolve("point"));
        Files.writeString(upper.resolve("both"), "upper");
        Files.writeString(lower.resolve("both"), "lower");
        Files.writeString(lower.resolve("one"), "lower");
        try (MountNamespace namespace = MountNamespace.create(1)) {
            namespace.inside(() -> {
                Mounts.overlay(List.of(upper, lower), point);
                return true;
            });
            assertThat(namespace.inside(
                            () -> Files.readString(point.resolve("both")) + Files.readString(point.resolve("one"))))
                    .isEqualTo("upperlower");
        }
    }
}
