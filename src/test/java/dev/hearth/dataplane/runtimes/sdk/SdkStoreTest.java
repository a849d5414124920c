package dev.hearth.dataplane.runtimes.sdk;

import static dev.hearth.dataplane.runtimes.sdk.Sdks.NODEJS;
import static dev.hearth.dataplane.runtimes.sdk.Sdks.PYTHON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.base.artifact.DiskFiles;
import dev.hearth.time.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SdkStoreTest {
    private final VirtualClock clock = new VirtualClock(Instant.now());

    @TempDir
    private Path folder;

    private SdkStore store;

    @BeforeEach
    void open() {
        store = new SdkStore(folder, clock);
    }

    @Test
    void whatWasKeptIsFoundByEveryProcess() throws Exception {
        SdkRecord made = keep(PYTHON, "one", "boto3 1.0");
        SdkStore other = new SdkStore(folder, clock);
        assertThat(other.record(PYTHON)).contains(made);
        assertThat(other.state(PYTHON)).isEqualTo(new SdkState.Present(made));
        assertThat(other.image(made).folder().resolve("file")).hasContent("one");
        assertThat(other.image(made).digest()).isEqualTo(made.tree());
        assertThat(made.bytes()).isEqualTo(3);
        assertThat(other.state(NODEJS)).isEqualTo(new SdkState.Unneeded());
    }

    @Test
    void theSameContentIsKeptOnce() throws Exception {
        SdkRecord first = keep(PYTHON, "one", "boto3 1.0");
        SdkRecord second = keep(NODEJS, "one", "boto3 1.0");
        assertThat(second.tree()).isEqualTo(first.tree());
        assertThat(folder.resolve("trees")).isDirectoryContaining(tree -> tree.endsWith(first.tree()));
        SdkRecord third = keep(NODEJS, "two", "boto3 1.1");
        assertThat(third.tree()).isNotEqualTo(first.tree());
        assertThat(store.record(NODEJS)).contains(third);
    }

    @Test
    void oneProcessAtATimeMakesIt() throws Exception {
        try (SdkStore.Claim claim = store.tryClaim(PYTHON).orElseThrow()) {
            assertThat(claim.key()).isEqualTo(PYTHON);
            assertThat(store.tryClaim(PYTHON)).isEmpty();
            try (SdkStore.Claim other = store.tryClaim(NODEJS).orElseThrow()) {
                assertThat(other.key()).isEqualTo(NODEJS);
            }
        }
        try (SdkStore.Claim again = store.tryClaim(PYTHON).orElseThrow()) {
            assertThat(again.key()).isEqualTo(PYTHON);
        }
    }

    @Test
    void aNoteTellsHowFarItIsOrWhyItFailed() throws Exception {
        try (SdkStore.Claim claim = store.tryClaim(PYTHON).orElseThrow()) {
            store.noteProgress(claim, "Collecting boto3");
            assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Making("Collecting boto3"));
            store.noteFailure(claim, "no pip");
        }
        assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Failed("no pip"));
        SdkRecord made = keep(PYTHON, "one", "boto3 1.0");
        assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Present(made));
    }

    @Test
    void whatAKilledProcessLeftCountsForNothingAndIsRemoved() throws Exception {
        try (SdkStore.Claim claim = store.tryClaim(PYTHON).orElseThrow()) {
            Path fresh = store.fresh(claim);
            Files.writeString(fresh.resolve("half"), "of a file");
            store.noteProgress(claim, "Downloading");
            assertThat(store.sweep(Duration.ZERO)).isZero(); // it is being made
        }
        Files.createDirectories(folder.resolve("trees/0123"));
        assertThat(store.record(PYTHON)).isEmpty();
        assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Unneeded());
        clock.advance(Duration.ofMinutes(1));
        assertThat(store.sweep(Duration.ZERO)).isEqualTo(2);
        assertThat(folder.resolve("python3.13.new")).doesNotExist();
        assertThat(folder.resolve("trees/0123")).doesNotExist();
    }

    @Test
    void aReplacedSdkStaysAsLongAsASandboxMaySeeIt() throws Exception {
        SdkRecord first = keep(PYTHON, "one", "boto3 1.0");
        clock.advance(Duration.ofDays(30));
        SdkRecord second = keep(PYTHON, "two", "boto3 1.1");
        assertThat(store.sweep(Duration.ofDays(1))).isZero();
        assertThat(store.image(first).folder()).exists();
        clock.advance(Duration.ofDays(1));
        assertThat(store.sweep(Duration.ofDays(1))).isEqualTo(1);
        assertThat(store.image(first).folder()).doesNotExist();
        assertThat(store.image(second).folder()).exists();
    }

    @Test
    void aRecordWithoutItsFilesIsNone() throws Exception {
        SdkRecord made = keep(PYTHON, "one", "boto3 1.0");
        DiskFiles.delete(store.image(made).folder());
        assertThat(store.record(PYTHON)).isEmpty();
        Files.writeString(folder.resolve("python3.13.json"), "{\"tree\":");
        assertThat(store.record(PYTHON)).isEmpty();
        assertThat(store.state(PYTHON)).isEqualTo(new SdkState.Unneeded());
    }

    @Test
    void anotherRecordIsOfOtherClients() {
        SdkRecord common = new SdkRecord("t", "v", "common", 1, Instant.EPOCH);
        SdkRecord all = new SdkRecord("t", "v", "all", 1, Instant.EPOCH);
        Optional<NodejsClients> named = Optional.of(NodejsClients.parse("sqs,s3"));
        assertThat(common.has(Optional.empty())).isTrue();
        assertThat(common.has(Optional.of(new NodejsClients.Common()))).isTrue();
        assertThat(common.has(named)).isFalse();
        assertThat(all.has(named)).isTrue();
        assertThat(new SdkRecord("t", "v", "s3,sqs", 1, Instant.EPOCH).has(named))
                .isTrue();
    }

    private SdkRecord keep(SdkKey key, String content, String version) throws IOException, SdkException {
        try (SdkStore.Claim claim = store.tryClaim(key).orElseThrow()) {
            Path fresh = store.fresh(claim);
            Path tree = Files.createDirectory(fresh.resolve("tree"));
            Files.writeString(tree.resolve("file"), content);
            SdkRecord made = store.keep(claim, SdkTree.of(tree, path -> false), version, "");
            DiskFiles.delete(fresh);
            return made;
        }
    }
}
