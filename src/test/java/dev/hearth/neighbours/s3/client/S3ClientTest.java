package dev.hearth.neighbours.s3.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.RequestSigner;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.ObjectSource;
import dev.hearth.neighbours.s3.ObjectSourceContract;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.TestingS3;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class S3ClientTest extends ObjectSourceContract {
    private static final AccountId ACCOUNT = new AccountId("000000000001");

    @Override
    protected ObjectSource source(TestingS3 buckets, AccessKey key) {
        return new S3Client(buckets.endpoint(), new RequestSigner(key, TestingS3.REGION, "s3", Time.SYSTEM));
    }

    @Test
    void saysThatTheKeyIsWrong() throws IOException {
        AccessKey wrong = new AccessKey(TestingS3.ONE.id(), "wrong", ACCOUNT);
        java.nio.file.Path root = java.nio.file.Files.createTempDirectory("buckets");
        try (TestingS3 s3 = new TestingS3(root)) {
            s3.folder().create(ACCOUNT, "bucket");
            assertRefused(source(s3, wrong), "SignatureDoesNotMatch");
        }
    }

    @Test
    void followsNobodyElsewhere() {
        with(
                (request, response) -> response.status(301)
                        .header("Location", "http://127.0.0.1:1/")
                        .send("<Error><Code>PermanentRedirect</Code><Message>a &amp; b</Message></Error>"
                                .getBytes(StandardCharsets.UTF_8)),
                source -> assertThatThrownBy(() -> source.open(ACCOUNT, "bucket", "k", Optional.empty()))
                        .isInstanceOfSatisfying(
                                S3Exception.class, e -> assertThat(e.code()).isEqualTo("PermanentRedirect"))
                        .hasMessage("a & b"));
        with(
                (request, response) -> response.status(404).send("<html>".getBytes(StandardCharsets.UTF_8)),
                source -> assertRefused(source, "NoSuchKey"));
    }

    @Test
    void takesNoPartForTheWhole() {
        with(
                (request, response) -> {
                    var body = response.header("Content-Length", "10").stream();
                    body.write(new byte[3]);
                    body.flush();
                },
                source -> {
                    try (ObjectSource.Content content = source.open(ACCOUNT, "bucket", "k", Optional.empty())) {
                        assertThatThrownBy(() -> content.stream().readAllBytes())
                                .isInstanceOf(IOException.class);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void saysThatNobodyIsThere() {
        ObjectSource source = at(URI.create("http://127.0.0.1:1"));
        assertThatThrownBy(() -> source.open(ACCOUNT, "bucket", "k", Optional.empty()))
                .isInstanceOf(IOException.class);
    }

    private static void assertRefused(ObjectSource source, String code) {
        assertThatThrownBy(() -> source.open(ACCOUNT, "bucket", "k", Optional.empty()))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static void with(HttpHandler handler, java.util.function.Consumer<ObjectSource> test) {
        HttpServerConfig config = new HttpServerConfig(InetAddress.getLoopbackAddress(), 0);
        try (HttpServer server = HttpServer.start(config, Time.SYSTEM, Duration.ofSeconds(1), handler)) {
            test.accept(at(URI.create("http://127.0.0.1:" + server.address().getPort())));
        }
    }

    private static ObjectSource at(URI endpoint) {
        return new S3Client(endpoint, new RequestSigner(TestingS3.ONE, TestingS3.REGION, "s3", Time.SYSTEM));
    }
}
