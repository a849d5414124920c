package dev.hearth.neighbours.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.ArtifactStoreContract;
import dev.hearth.base.artifact.FolderArtifactStore;
import dev.hearth.model.CodePackage;
import dev.hearth.neighbours.s3.TestingS3;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages in a bucket of the built-in buckets, through the AWS SDK's client. */
final class BucketArtifactStoreTest extends ArtifactStoreContract {
    @TempDir
    Path root;

    @SuppressWarnings("NullAway.Init")
    private TestingS3 buckets;

    private final List<BucketArtifactStore> opened = new ArrayList<>();

    @Override
    protected ArtifactStore open() throws IOException {
        buckets = new TestingS3(root.resolve("buckets"));
        buckets.folder().create(TestingS3.ONE.owner().account(), "code");
        return again();
    }

    @Override
    protected ArtifactStore again() throws IOException {
        BucketArtifactStore store = at("code");
        opened.add(store);
        return store;
    }

    private BucketArtifactStore at(String bucket) throws IOException {
        return BucketArtifactStore.open(
                new BucketArtifactStore.Place(
                        buckets.endpoint(), TestingS3.REGION, TestingS3.ONE.id(), TestingS3.ONE.secret(), "", bucket),
                new FolderArtifactStore(root.resolve("near" + opened.size()), clock),
                clock);
    }

    @AfterEach
    void close() {
        opened.forEach(BucketArtifactStore::close);
        buckets.close();
    }

    @Test
    void refusesABucketThatIsNotThere() {
        assertThatThrownBy(() -> at("other"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/other")
                .hasMessageNotContaining(TestingS3.ONE.secret());
    }

    @Test
    void saysWhenTheStoreIsAway() throws IOException {
        CodePackage hello = put("hello");
        ArtifactStore other = again();
        buckets.close();
        assertThatThrownBy(() -> put("more")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> other.open(HELLO)).isInstanceOf(IOException.class);
        try (InputStream content = store.open(hello.sha256())) {
            assertThat(content).as("it was used lately").hasBinaryContent("hello".getBytes(StandardCharsets.UTF_8));
        }
    }
}
