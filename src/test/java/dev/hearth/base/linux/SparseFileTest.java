package dev.hearth.base.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparseFileTest {
    private static final long SIZE = 64L * 1024 * 1024;
    private static final long MIDDLE = 20L * 1024 * 1024;

    @TempDir
    Path folder;

    @BeforeEach
    void needsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "holes are looked for with Linux's lseek");
    }

    @Test
    void aCopyHasTheSameDataAndHoles() throws IOException {
        SparseFile file = SparseFile.of(holes());
        assertThat(file.pieces()).isNotEmpty();
        assertThat(file.pieces().stream().mapToLong(SparseFile.Piece::length).sum())
                .isLessThan(SIZE / 8);
        Path copy = folder.resolve("copy");
        file.copyTo(copy);
        assertThat(Files.mismatch(file.path(), copy)).isEqualTo(-1);
        assertThat(SparseFile.of(copy).pieces()).isEqualTo(file.pieces());
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        SparseFile file = SparseFile.of(holes());
        assertThatThrownBy(() -> file.copyTo(file.path())).isInstanceOf(FileAlreadyExistsException.class);
    }

    private Path holes() throws IOException {
        Path path = folder.resolve("holes");
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap("start".getBytes(StandardCharsets.US_ASCII)), 0);
            channel.write(ByteBuffer.wrap("middle".getBytes(StandardCharsets.US_ASCII)), MIDDLE);
            channel.write(ByteBuffer.wrap("end".getBytes(StandardCharsets.US_ASCII)), SIZE - 3);
        }
        return path;
    }
}
