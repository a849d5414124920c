package dev.hearth.base.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.model.CodePackage;
import dev.hearth.time.Time;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is put stays, once, until nobody uses it; what fails on the way leaves nothing. */
final class FolderArtifactStoreTest {
    private static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final AtomicLong now = new AtomicLong(1_767_225_600);

    @TempDir
    Path root;

    private FolderArtifactStore store;

    @BeforeEach
    void open() throws IOException {
        store = new FolderArtifactStore(root, new Time() {
            @Override
            public Instant now() {
                return Instant.ofEpochSecond(now.get());
            }

            @Override
            public long nanos() {
                return 0;
            }
        });
    }

    @Test
    void keepsContentUnderItsDigest() throws IOException {
        CodePackage hello = put("hello");
        assertThat(hello.sha256()).isEqualTo(HELLO);
        assertThat(hello.size().bytes()).isEqualTo(5);
        assertThat(put("hello")).isEqualTo(hello);
        assertThat(store.contains(HELLO)).isTrue();
        try (InputStream content = store.open(HELLO)) {
            assertThat(content).hasContent("hello");
        }
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void knowsWhatItDoesNotHave() {
        assertThat(store.contains(HELLO)).isFalse();
        assertThatThrownBy(() -> store.open(HELLO)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> store.contains("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
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
    void sweepsWhatIsUnusedAndOld() throws IOException {
        CodePackage used = put("used");
        CodePackage unused = put("unused");
        CodePackage renewed = put("renewed");
        Files.createFile(root.resolve("draft-left-by-a-crash"));
        now.addAndGet(30 * 60);
        put("renewed");
        assertThat(store.sweep(Set.of(used.sha256()))).isZero();
        now.addAndGet(31 * 60);
        assertThat(store.sweep(Set.of(used.sha256()))).isEqualTo(1);
        assertThat(store.contains(used.sha256())).isTrue();
        assertThat(store.contains(unused.sha256())).isFalse();
        assertThat(store.contains(renewed.sha256())).isTrue();
    }

    private CodePackage put(String content) throws IOException {
        return store.put(new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).count();
        }
    }
}
