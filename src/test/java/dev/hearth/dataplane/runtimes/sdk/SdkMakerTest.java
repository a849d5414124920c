package dev.hearth.dataplane.runtimes.sdk;

import static dev.hearth.dataplane.runtimes.sdk.Sdks.NODEJS;
import static dev.hearth.dataplane.runtimes.sdk.Sdks.PYTHON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkMakerTest {
    private final AtomicInteger installations = new AtomicInteger();
    private final List<String> clients = Collections.synchronizedList(new ArrayList<>());
    private Recipe recipe = Sdks.recipe(tree -> {
        Files.writeString(tree.resolve("file"), "number " + installations.incrementAndGet());
        return "boto3 " + installations.get();
    });

    @TempDir
    private Path folder;

    private SdkStore store;
    private SdkMaker maker;

    @BeforeEach
    void open() {
        store = new SdkStore(folder, Time.SYSTEM);
        maker = new SdkMaker(
                store,
                (runtime, chosen) -> {
                    clients.add(chosen.text());
                    return recipe;
                },
                Map.of(),
                Time.SYSTEM);
    }

    @Test
    void itIsMadeOnceUnlessItIsUpdated() throws Exception {
        SdkRecord made = make(false);
        assertThat(made.version()).isEqualTo("boto3 1");
        assertThat(make(false)).isEqualTo(made);
        assertThat(installations).hasValue(1);
        SdkRecord updated = make(true);
        assertThat(updated.version()).isEqualTo("boto3 2");
        assertThat(store.record(PYTHON)).contains(updated);
    }

    @Test
    void aFailureIsNotedAndLeavesNothing() {
        recipe = Sdks.recipe(tree -> {
            Files.writeString(tree.resolve("half"), "");
            throw new SdkException("pip: no matching distribution");
        });
        assertThatThrownBy(() -> make(false))
                .isInstanceOf(SdkException.class)
                .hasMessage("pip: no matching distribution");
        assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Failed("pip: no matching distribution"));
        assertThat(folder.resolve("python3.13.new")).doesNotExist();
        assertThat(store.record(PYTHON)).isEmpty();
    }

    @Test
    void aFailedUpdateKeepsWhatIsThere() throws Exception {
        SdkRecord made = make(false);
        recipe = Sdks.recipe(tree -> {
            throw new SdkException("no route to the registry");
        });
        assertThatThrownBy(() -> make(true)).isInstanceOf(SdkException.class);
        assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Present(made));
    }

    @Test
    void filesAreOpenToAllAndNothingIsUnneeded() throws Exception {
        recipe = Sdks.recipe(tree -> {
            Files.createDirectories(tree.resolve("unneeded/deep"));
            Files.writeString(tree.resolve("unneeded/deep/file"), "x");
            Files.createDirectory(
                    tree.resolve("own"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Path file = Files.writeString(tree.resolve("own/file"), "x");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
            Files.createSymbolicLink(tree.resolve("link"), Path.of("/etc/passwd"));
            return "v";
        });
        Path tree = store.image(make(false)).folder();
        assertThat(tree.resolve("unneeded")).doesNotExist();
        assertThat(Files.isSymbolicLink(tree.resolve("link"))).isFalse();
        assertThat(permissions(tree)).isEqualTo("rwxr-xr-x");
        assertThat(permissions(tree.resolve("own"))).isEqualTo("rwxr-xr-x");
        assertThat(permissions(tree.resolve("own/file"))).isEqualTo("rw-r--r--");
    }

    @Test
    void anEmptySdkIsNone() {
        recipe = Sdks.recipe(tree -> "v");
        assertThatThrownBy(() -> make(false)).hasMessage("the package manager installed nothing");
    }

    @Test
    void clientsAreThoseOfTheSettingElseOfBefore() throws Exception {
        maker.make(Sdks.nodejs(), Optional.empty(), false, step -> {});
        maker.make(Sdks.nodejs(), Optional.of(NodejsClients.parse("s3")), false, step -> {});
        maker.make(Sdks.nodejs(), Optional.empty(), true, step -> {});
        maker.make(Sdks.nodejs(), Optional.of(new NodejsClients.All()), false, step -> {});
        maker.make(Sdks.nodejs(), Optional.of(NodejsClients.parse("s3")), false, step -> {}); // all has it
        assertThat(clients).containsExactly("common", "s3", "s3", "all");
        assertThat(store.record(NODEJS).orElseThrow().clients()).isEqualTo("all");
    }

    private SdkRecord make(boolean update) throws SdkException, InterruptedException {
        return maker.make(Sdks.python(), Optional.empty(), update, step -> {});
    }

    private static String permissions(Path file) throws java.io.IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
