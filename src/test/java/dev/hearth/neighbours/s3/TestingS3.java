package dev.hearth.neighbours.s3;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.base.auth.SignatureV4;
import dev.hearth.base.http.HttpServer;
import dev.hearth.base.http.HttpServerConfig;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import dev.hearth.neighbours.s3.server.S3Handler;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** The built-in buckets behind a real server, with two accounts. */
public final class TestingS3 implements AutoCloseable {
    public static final String REGION = "eu-central-1";
    public static final AccessKey ONE = new AccessKey("AKIAONE", "secret-one", new AccountId("000000000001"));
    public static final AccessKey TWO = new AccessKey("AKIATWO", "secret-two", new AccountId("000000000002"));

    private final BucketFolder folder;
    private final HttpServer server;

    public TestingS3(Path root) throws IOException {
        folder = new BucketFolder(root, Time.SYSTEM, Ids.secure());
        Map<String, AccessKey> keys = Map.of(ONE.id(), ONE, TWO.id(), TWO);
        SignatureV4 authenticator = new SignatureV4(
                (id, token) -> Optional.ofNullable(token.isEmpty() ? keys.get(id) : null), Time.SYSTEM, REGION);
        S3Handler handler = new S3Handler(
                authenticator,
                (caller, action, resource, request) -> !resource.endsWith("/forbidden"),
                folder,
                Optional.empty(),
                REGION,
                Ids.secure());
        server = HttpServer.start(
                new HttpServerConfig(InetAddress.getLoopbackAddress(), 0), Time.SYSTEM, Duration.ofSeconds(1), handler);
    }

    public BucketFolder folder() {
        return folder;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
    }

    /** The AWS SDK's client, as it is unless told otherwise. */
    public S3Client client(AccessKey key) {
        return S3Client.builder()
                .endpointOverride(endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(credentials(key))
                .overrideConfiguration(
                        configuration -> configuration.retryStrategy(strategy -> strategy.maxAttempts(1)))
                .build();
    }

    public static StaticCredentialsProvider credentials(AccessKey key) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret()));
    }

    @Override
    public void close() {
        server.close();
    }
}
