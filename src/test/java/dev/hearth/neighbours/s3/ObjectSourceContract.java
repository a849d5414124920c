package dev.hearth.neighbours.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.folder.Attributes;
import dev.hearth.neighbours.s3.folder.Condition;
import dev.hearth.neighbours.s3.folder.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every source of objects does. */
public abstract class ObjectSourceContract {
    private static final String BUCKET = "source-bucket";

    @TempDir
    private Path root;

    private TestingS3 s3;
    private ObjectSource source;

    /** The source to be tested, over these buckets. */
    protected abstract ObjectSource source(TestingS3 buckets, AccessKey key);

    @BeforeEach
    void start() throws IOException {
        s3 = new TestingS3(root);
        source = source(s3, TestingS3.ONE);
        s3.folder().create(account(TestingS3.ONE), BUCKET);
    }

    @AfterEach
    void stop() {
        s3.close();
    }

    @Test
    void opensObjects() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        List<String> keys = List.of("plain.zip", "a b+c/é\uD83D\uDE00", "../x", "//y/./..//z/", "?q=%41&#;$=:@,", "~");
        for (String key : keys) {
            put(key, content);
        }
        for (String key : keys) {
            try (ObjectSource.Content object = open(key, Optional.empty())) {
                assertThat(object.size()).isEqualTo(content.length);
                assertThat(object.stream().readAllBytes()).as(key).isEqualTo(content);
            }
        }
        try (ObjectSource.Content object = open(keys.getFirst(), Optional.of("null"))) {
            assertThat(object.stream().read()).isEqualTo(content[0] & 0xff);
        }
    }

    @Test
    void opensEmptyObjects() throws IOException {
        put("empty", new byte[0]);
        try (ObjectSource.Content object = open("empty", Optional.empty())) {
            assertThat(object.size()).isZero();
            assertThat(object.stream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void saysWhatS3Says() {
        refused(() -> open("none", Optional.empty()), "NoSuchKey", "The specified key does not exist.");
        refused(() -> open("none", Optional.of("v1")), "NoSuchVersion", "The specified version does not exist.");
        refused(
                () -> source.open(account(TestingS3.ONE), "no-such-bucket", "k", Optional.empty()),
                "NoSuchBucket",
                "The specified bucket does not exist");
    }

    @Test
    void showsNobodyTheBucketsOfOthers() {
        ObjectSource others = source(s3, TestingS3.TWO);
        refused(
                () -> others.open(account(TestingS3.TWO), BUCKET, "k", Optional.empty()),
                "AccessDenied",
                "Access Denied");
    }

    private void put(String key, byte[] content) throws IOException {
        Upload upload = new Upload(new ByteArrayInputStream(content), content.length, Set.of(), _ -> {});
        s3.folder()
                .bucket(account(TestingS3.ONE), BUCKET)
                .put(
                        new ObjectKey(key),
                        new Attributes(Map.of(), Map.of(), Map.of(), Attributes.STANDARD),
                        upload,
                        Condition.NONE);
    }

    private ObjectSource.Content open(String key, Optional<String> version) throws IOException {
        return source.open(account(TestingS3.ONE), BUCKET, key, version);
    }

    private static AccountId account(AccessKey key) {
        return key.owner().account();
    }

    private static void refused(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }
}
