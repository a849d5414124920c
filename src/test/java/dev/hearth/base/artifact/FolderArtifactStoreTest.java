package dev.hearth.base.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.CodePackage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages in a folder; what fails on the way leaves nothing. */
final class FolderArtifactStoreTest extends ArtifactStoreContract {
    @TempDir
    Path root;

    @Override
    protected ArtifactStore open() throws IOException {
        return new FolderArtifactStore(root, clock);
    }

    @Override
    protected ArtifactStore again() throws IOException {
        return open();
    }

    @Test
    void keepsOneFileForOneContent() throws IOException {
        put("hello");
        put("hello");
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void anInterruptedUploadLeavesNothing() throws IOException {
        InputStream broken = new InputStream() {
            private int reads;

            @Override
            public int read() throws IOException {
                throw new IOException("the caller went away");
            }

            @Override
            public int read(byte[] buffer, int start, int count) throws IOException {
                return reads++ < 2 ? count : read();
            }
        };
        assertThatThrownBy(() -> store.put(broken)).hasMessage("the caller went away");
        assertThat(files()).isZero();
    }

    @Test
    void leavesToItsNewUserWhatIsPutAgain() throws IOException {
        CodePackage renewed = put("renewed");
        Files.createFile(root.resolve("draft-left-by-a-crash"));
        later(Duration.ofMinutes(40));
        put("renewed");
        later(Duration.ofMinutes(40));
        assertThat(store.sweep(Set.of())).isZero();
        assertThat(store.contains(renewed.sha256())).isTrue();
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
