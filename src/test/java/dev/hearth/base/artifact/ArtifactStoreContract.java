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
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of packages must do: what is put stays, once, until nobody uses it. */
public abstract class ArtifactStoreContract {
    protected static final String HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    /** A clock that the tests put forward. */
    protected final Time clock = new Time() {
        @Override
        public Instant now() {
            return Time.SYSTEM.now().plus(ahead.get());
        }

        @Override
        public long nanos() {
            return 0;
        }
    };

    @SuppressWarnings("NullAway.Init")
    protected ArtifactStore store;

    protected abstract ArtifactStore open() throws IOException;

    /** The store after whatever a server keeps for itself is gone: with another one over the same, where that is so. */
    protected abstract ArtifactStore again() throws IOException;

    @BeforeEach
    final void openStore() throws IOException {
        store = open();
    }

    protected final void later(Duration time) {
        ahead.updateAndGet(before -> before.plus(time));
    }

    protected final CodePackage put(String content) throws IOException {
        return store.put(new ByteArrayInputStream(content.getBytes(UTF_8)));
    }

    @Test
    final void keepsContentUnderItsDigest() throws IOException {
        CodePackage hello = put("hello");
        assertThat(hello.sha256()).isEqualTo(HELLO);
        assertThat(hello.size().bytes()).isEqualTo(5);
        assertThat(put("hello")).isEqualTo(hello);
        for (ArtifactStore one : new ArtifactStore[] {store, again()}) {
            assertThat(one.contains(HELLO)).isTrue();
            try (InputStream content = one.open(HELLO)) {
                assertThat(content).hasContent("hello");
            }
        }
    }

    @Test
    final void knowsWhatItDoesNotHave() {
        assertThat(store.contains(HELLO)).isFalse();
        assertThatThrownBy(() -> store.open(HELLO)).isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> store.contains("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.open("../../etc/passwd")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    final void checksAPackage() throws IOException {
        put("hello");
        CodePackage zip = store.put(new ByteArrayInputStream(TestingZip.of("a.txt", "12345")));
        for (ArtifactStore one : new ArtifactStore[] {store, again()}) {
            assertThatThrownBy(() -> one.check(HELLO)).isInstanceOf(BadPackageException.class);
            assertThat(one.check(zip.sha256()).bytes()).isEqualTo(5);
        }
    }

    @Test
    final void sweepsWhatIsUnusedAndOld() throws IOException {
        CodePackage used = put("used");
        CodePackage unused = put("unused");
        later(Duration.ofMinutes(30));
        assertThat(store.sweep(Set.of(used.sha256()))).isZero();
        later(Duration.ofMinutes(31));
        assertThat(store.sweep(Set.of(used.sha256()))).isEqualTo(1);
        assertThat(store.contains(used.sha256())).isTrue();
        assertThat(store.contains(unused.sha256())).isFalse();
        try (InputStream content = store.open(used.sha256())) {
            assertThat(content).hasContent("used");
        }
    }
}
