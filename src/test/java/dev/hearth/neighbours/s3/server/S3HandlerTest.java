package dev.hearth.neighbours.s3.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.AccessKey;
import dev.hearth.neighbours.s3.TestingS3;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Delete;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** What the AWS SDK's client makes of the buckets, over a real server. */
class S3HandlerTest {
    private static final String BUCKET = "a-bucket";
    private static final int PART = 5 * 1024 * 1024;

    @TempDir
    private Path root;

    private TestingS3 s3;
    private S3Client client;

    @BeforeEach
    void start() throws IOException {
        s3 = new TestingS3(root);
        client = s3.client(TestingS3.ONE);
        client.createBucket(request ->
                request.bucket(BUCKET).createBucketConfiguration(place -> place.locationConstraint(TestingS3.REGION)));
    }

    @AfterEach
    void stop() {
        client.close();
        s3.close();
    }

    @Test
    void makesListsAndRemovesBuckets() {
        assertThat(client.listBuckets().buckets())
                .singleElement()
                .satisfies(bucket -> assertThat(bucket.name()).isEqualTo(BUCKET));
        assertThat(client.getBucketLocation(request -> request.bucket(BUCKET)).locationConstraintAsString())
                .isEqualTo(TestingS3.REGION);
        assertThat(client.headBucket(request -> request.bucket(BUCKET)).bucketRegion())
                .isEqualTo(TestingS3.REGION);
        assertThat(client.getBucketVersioning(request -> request.bucket(BUCKET)).status())
                .isNull();
        failing(() -> create(BUCKET), 409, "BucketAlreadyOwnedByYou");
        failing(() -> create("sthree-bucket"), 400, "InvalidBucketName");
        failing(
                () -> client.createBucket(request -> request.bucket("elsewhere")
                        .createBucketConfiguration(place -> place.locationConstraint("eu-west-1"))),
                400,
                "IllegalLocationConstraintException");
        assertThat(client.getBucketEncryption(request -> request.bucket(BUCKET))
                        .serverSideEncryptionConfiguration()
                        .rules())
                .singleElement()
                .satisfies(rule -> assertThat(
                                rule.applyServerSideEncryptionByDefault().sseAlgorithmAsString())
                        .isEqualTo("AES256"));
        assertThat(client.getPublicAccessBlock(request -> request.bucket(BUCKET))
                        .publicAccessBlockConfiguration())
                .satisfies(block -> assertThat(List.of(
                                block.blockPublicAcls(),
                                block.ignorePublicAcls(),
                                block.blockPublicPolicy(),
                                block.restrictPublicBuckets()))
                        .containsOnly(true));
        failing(() -> client.getBucketPolicy(request -> request.bucket(BUCKET)), 404, "NoSuchBucketPolicy");
        failing(
                () -> client.putBucketVersioning(request -> request.bucket(BUCKET)
                        .versioningConfiguration(configuration -> configuration.status("Enabled"))),
                501,
                "NotImplemented");
        put("k", "x");
        failing(() -> client.deleteBucket(request -> request.bucket(BUCKET)), 409, "BucketNotEmpty");
        client.deleteObject(request -> request.bucket(BUCKET).key("k"));
        client.deleteBucket(request -> request.bucket(BUCKET));
        failing(() -> put("k", "x"), 404, "NoSuchBucket");
        failing(() -> client.headBucket(request -> request.bucket(BUCKET)), 404, "");
    }

    @Test
    void keepsBucketsToTheirAccounts() {
        put("k", "x");
        try (S3Client other = s3.client(TestingS3.TWO)) {
            assertThat(other.listBuckets().buckets()).isEmpty();
            failing(() -> other.getObjectAsBytes(get -> get.bucket(BUCKET).key("k")), 403, "AccessDenied");
            failing(
                    () -> other.createBucket(request -> request.bucket(BUCKET)
                            .createBucketConfiguration(place -> place.locationConstraint(TestingS3.REGION))),
                    409,
                    "BucketAlreadyExists");
        }
        failing(() -> put("forbidden", "x"), 403, "AccessDenied");
        failing(
                () -> client.copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("forbidden")
                        .destinationBucket(BUCKET)
                        .destinationKey("k")),
                403,
                "AccessDenied");
    }

    @Test
    void storesObjectsWithAllThatIsSaidOfThem() {
        client.putObject(
                request -> request.bucket(BUCKET)
                        .key("a/é b")
                        .contentType("text/plain; charset=utf-8")
                        .cacheControl("no-store")
                        .metadata(Map.of("colour", "red"))
                        .tagging("one=1&two=2"),
                RequestBody.fromString("content"));
        HeadObjectResponse head =
                client.headObject(request -> request.bucket(BUCKET).key("a/é b").checksumMode(ChecksumMode.ENABLED));
        assertThat(head.contentLength()).isEqualTo(7);
        assertThat(head.contentType()).isEqualTo("text/plain; charset=utf-8");
        assertThat(head.cacheControl()).isEqualTo("no-store");
        assertThat(head.metadata()).containsEntry("colour", "red");
        assertThat(head.eTag()).isEqualTo("\"9a0364b9e99bb480dd25e1f0284c8555\"");
        assertThat(head.checksumType()).isEqualTo(ChecksumType.FULL_OBJECT);
        assertThat(head.tagCount()).isEqualTo(2);
        client.putObjectTagging(
                request -> request.bucket(BUCKET).key("a/é b").tagging(tagging -> tagging.tagSet(tag("three", "3"))));
        assertThat(client.getObjectTagging(request -> request.bucket(BUCKET).key("a/é b"))
                        .tagSet())
                .containsExactly(tag("three", "3"));
        client.copyObject(request -> request.sourceBucket(BUCKET)
                .sourceKey("a/é b")
                .destinationBucket(BUCKET)
                .destinationKey("copy")
                .metadataDirective(MetadataDirective.REPLACE)
                .metadata(Map.of("colour", "blue")));
        assertThat(client.headObject(request -> request.bucket(BUCKET).key("copy"))
                        .metadata())
                .containsExactly(Map.entry("colour", "blue"));
        assertThat(get("copy")).isEqualTo("content");
        failing(
                () -> client.copyObject(request -> request.sourceBucket(BUCKET)
                        .sourceKey("copy")
                        .destinationBucket(BUCKET)
                        .destinationKey("copy")),
                400,
                "InvalidRequest");
        failing(() -> get("none"), 404, "NoSuchKey");
        failing(() -> put("k".repeat(1025), "x"), 400, "KeyTooLongError");
    }

    @Test
    void readsParts() {
        put("k", "0123456789");
        assertThat(range("bytes=2-4")).isEqualTo("234");
        assertThat(range("bytes=8-")).isEqualTo("89");
        assertThat(range("bytes=-3")).isEqualTo("789");
        assertThat(range("bytes=0-100")).isEqualTo("0123456789");
        assertThat(range("bytes=4-2")).isEqualTo("0123456789");
        failing(() -> range("bytes=10-"), 416, "InvalidRange");
        failing(() -> range("bytes=-0"), 416, "InvalidRange");
        String etag =
                client.headObject(request -> request.bucket(BUCKET).key("k")).eTag();
        failing(
                () -> client.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("k").ifNoneMatch(etag)),
                304,
                "");
        failing(
                () -> client.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("k").ifMatch("\"other\"")),
                412,
                "PreconditionFailed");
        failing(
                () -> client.getObjectAsBytes(request -> request.bucket(BUCKET)
                        .key("k")
                        .ifModifiedSince(Instant.now().plusSeconds(5))),
                304,
                "");
        failing(
                () -> client.putObject(
                        request -> request.bucket(BUCKET).key("k").ifNoneMatch("*"), RequestBody.fromString("x")),
                412,
                "PreconditionFailed");
        client.putObject(request -> request.bucket(BUCKET).key("k").ifMatch(etag), RequestBody.fromString("x"));
    }

    @Test
    void verifiesChecksums() {
        for (ChecksumAlgorithm algorithm : List.of(
                ChecksumAlgorithm.CRC32, ChecksumAlgorithm.CRC32_C, ChecksumAlgorithm.SHA1, ChecksumAlgorithm.SHA256)) {
            PutObjectResponse stored = client.putObject(
                    request -> request.bucket(BUCKET).key("k").checksumAlgorithm(algorithm),
                    RequestBody.fromString("content"));
            assertThat(stored.eTag()).isNotNull();
            assertThat(get("k")).isEqualTo("content");
        }
        failing(
                () -> client.putObject(
                        request -> request.bucket(BUCKET).key("k").checksumCRC32("AAAAAA=="),
                        RequestBody.fromString("changed")),
                400,
                "BadDigest");
        failing(
                () -> client.putObject(
                        request -> request.bucket(BUCKET).key("k").contentMD5("1B2M2Y8AsgTpgAmY7PhCfg=="),
                        RequestBody.fromString("changed")),
                400,
                "BadDigest");
        failing(
                () -> client.putObject(
                        request -> request.bucket(BUCKET).key("k").contentMD5("x"), RequestBody.fromString("changed")),
                400,
                "InvalidDigest");
        assertThat(get("k")).isEqualTo("content");
    }

    @Test
    void listsPageByPage() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String key = "folder " + i % 3 + "/é&<" + i;
            keys.add(key);
            put(key, "x");
        }
        keys.sort(null);
        assertThat(client
                        .listObjectsV2Paginator(
                                request -> request.bucket(BUCKET).maxKeys(4).encodingType(EncodingType.URL))
                        .contents()
                        .stream()
                        .map(S3Object::key))
                .isEqualTo(keys);
        assertThat(client
                        .listObjectsV2Paginator(
                                request -> request.bucket(BUCKET).delimiter("/").maxKeys(1))
                        .commonPrefixes()
                        .stream()
                        .map(prefix -> prefix.prefix()))
                .containsExactly("folder 0/", "folder 1/", "folder 2/");
        List<String> old = new ArrayList<>();
        String marker = "";
        boolean more = true;
        while (more) {
            String from = marker;
            var page = client.listObjects(request -> request.bucket(BUCKET)
                    .marker(from)
                    .maxKeys(7)
                    .prefix("folder 1")
                    .encodingType(EncodingType.URL));
            page.contents().forEach(object -> old.add(object.key()));
            more = page.isTruncated();
            marker = page.contents().getLast().key();
        }
        assertThat(old)
                .isEqualTo(
                        keys.stream().filter(key -> key.startsWith("folder 1")).toList());
        assertThat(client.listObjectVersions(request -> request.bucket(BUCKET)).versions())
                .hasSize(25);
        assertThat(client.listObjectsV2(request -> request.bucket(BUCKET).maxKeys(0))
                        .isTruncated())
                .isFalse();
        failing(
                () -> client.listObjectsV2(request -> request.bucket(BUCKET).continuationToken("???")),
                400,
                "InvalidArgument");
        Delete all = Delete.builder()
                .objects(keys.stream()
                        .map(key -> ObjectIdentifier.builder().key(key).build())
                        .toList())
                .build();
        assertThat(client.deleteObjects(request -> request.bucket(BUCKET).delete(all))
                        .deleted())
                .hasSize(25);
        assertThat(client.listObjectsV2(request -> request.bucket(BUCKET)).contents())
                .isEmpty();
    }

    @Test
    void joinsParts() {
        byte[] content = new byte[2 * PART + 1000];
        new Random(1).nextBytes(content);
        for (ChecksumType type : List.of(ChecksumType.COMPOSITE, ChecksumType.FULL_OBJECT)) {
            String upload = client.createMultipartUpload(request -> request.bucket(BUCKET)
                            .key("big")
                            .checksumAlgorithm(ChecksumAlgorithm.CRC32)
                            .checksumType(type))
                    .uploadId();
            List<CompletedPart> parts = new ArrayList<>();
            for (int number = 1; number <= 3; number++) {
                int part = number;
                int from = (number - 1) * PART;
                byte[] bytes = java.util.Arrays.copyOfRange(content, from, Math.min(content.length, from + PART));
                var stored = client.uploadPart(
                        request -> request.bucket(BUCKET)
                                .key("big")
                                .uploadId(upload)
                                .partNumber(part)
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32),
                        RequestBody.fromBytes(bytes));
                parts.add(CompletedPart.builder()
                        .partNumber(number)
                        .eTag(stored.eTag())
                        .checksumCRC32(stored.checksumCRC32())
                        .build());
            }
            assertThat(client.listParts(
                                    request -> request.bucket(BUCKET).key("big").uploadId(upload))
                            .parts())
                    .hasSize(3);
            assertThat(client.listMultipartUploads(request -> request.bucket(BUCKET))
                            .uploads())
                    .hasSize(1);
            client.completeMultipartUpload(request ->
                    request.bucket(BUCKET).key("big").uploadId(upload).multipartUpload(all -> all.parts(parts)));
            assertThat(client.getObjectAsBytes(request -> request.bucket(BUCKET).key("big"))
                            .asByteArrayUnsafe())
                    .isEqualTo(content);
            GetObjectResponse part = client.getObjectAsBytes(
                            request -> request.bucket(BUCKET).key("big").partNumber(3))
                    .response();
            assertThat(part.contentLength()).isEqualTo(1000);
            assertThat(part.partsCount()).isEqualTo(3);
            failing(
                    () -> client.abortMultipartUpload(
                            request -> request.bucket(BUCKET).key("big").uploadId(upload)),
                    404,
                    "NoSuchUpload");
        }
    }

    @Test
    void servesSignedAddresses() throws Exception {
        put("k", "content");
        try (S3Presigner presigner = S3Presigner.builder()
                        .endpointOverride(s3.endpoint())
                        .region(Region.of(TestingS3.REGION))
                        .credentialsProvider(TestingS3.credentials(TestingS3.ONE))
                        .build();
                HttpClient http = HttpClient.newHttpClient()) {
            URI address = presigner
                    .presignGetObject(request -> request.signatureDuration(Duration.ofMinutes(1))
                            .getObjectRequest(get -> get.bucket(BUCKET).key("k").responseContentType("text/x-mine")))
                    .url()
                    .toURI();
            HttpResponse<String> answer = fetch(http, address);
            assertThat(answer.body()).isEqualTo("content");
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/x-mine");
            assertThat(answer.headers().firstValue("x-amz-request-id")).isPresent();
            HttpResponse<String> changed =
                    fetch(http, URI.create(address.toString().replace("/k?", "/l?")));
            assertThat(changed.statusCode()).isEqualTo(403);
            assertThat(changed.body()).contains("<Code>SignatureDoesNotMatch</Code>");
            URI upload = presigner
                    .presignPutObject(request -> request.signatureDuration(Duration.ofMinutes(1))
                            .putObjectRequest(put -> put.bucket(BUCKET).key("put")))
                    .url()
                    .toURI();
            HttpRequest put = HttpRequest.newBuilder(upload)
                    .PUT(HttpRequest.BodyPublishers.ofString("from outside"))
                    .build();
            assertThat(http.send(put, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
        }
        assertThat(get("put")).isEqualTo("from outside");
    }

    @Test
    void saysWhoIsRefused() {
        try (S3Client unknown = s3.client(new AccessKey("AKIANONE", "s", TestingS3.ONE.owner()));
                S3Client wrong = s3.client(new AccessKey(TestingS3.ONE.id(), "wrong", TestingS3.ONE.owner()))) {
            failing(unknown::listBuckets, 403, "InvalidAccessKeyId");
            failing(wrong::listBuckets, 403, "SignatureDoesNotMatch");
        }
    }

    private static HttpResponse<String> fetch(HttpClient http, URI address) throws Exception {
        return http.send(
                HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private void create(String name) {
        client.createBucket(request ->
                request.bucket(name).createBucketConfiguration(place -> place.locationConstraint(TestingS3.REGION)));
    }

    private void put(String key, String content) {
        client.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromString(content));
    }

    private String get(String key) {
        return client.getObjectAsBytes(request -> request.bucket(BUCKET).key(key))
                .asUtf8String();
    }

    private String range(String range) {
        return client.getObjectAsBytes(
                        request -> request.bucket(BUCKET).key("k").range(range))
                .asUtf8String();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    /** Fails with this status, and this code unless the answer has no body. */
    private static void failing(ThrowingCallable call, int status, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.statusCode()).as("%s", e.getMessage()).isEqualTo(status);
            if (!code.isEmpty()) {
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            }
        });
    }
}
