package dev.hearth.base.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hearth.base.auth.SdkSigner.Wire;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.time.Time;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.checksums.spi.ChecksumAlgorithm;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;

final class SignatureV4Test {
    private static final long SEED = 20260102;
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String REGION = "eu-central-1";
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    private static final AccessKey KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", new AccountId("000000000000"));
    private static final String[] SERVICES = {"lambda", "sts", "logs", "iam"};

    private final SdkSigner signer = new SdkSigner(KEY.id(), KEY.secret(), REGION);
    private final Authenticator authenticator = authenticator(NOW);

    @Test
    void acceptsWhatTheSdkSigns() {
        Random random = new Random(SEED);
        for (int i = 0; i < 1500; i++) {
            byte[] body = RandomRequests.bytes(random);
            String service = SERVICES[random.nextInt(SERVICES.length)];
            boolean presigned = random.nextBoolean();
            SdkHttpRequest request = RandomRequests.request(random, false);
            Wire wire = signer.sign(request, body, service, NOW, builder -> {
                if (presigned) {
                    builder.putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                            .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(10));
                }
            });
            Authenticator.Authenticated result;
            try {
                result = authenticate(wire);
            } catch (ServiceException e) {
                throw new AssertionError("seed " + SEED + ", request " + i + ": " + wire, e);
            }
            assertThat(result.caller().account()).isEqualTo(KEY.owner().account());
            assertThat(result.caller().arn()).isEqualTo("arn:aws:iam::000000000000:root");
            assertThat(result.service()).isEqualTo(service);
        }
    }

    @Test
    void refusesEveryChangedByte() {
        Random random = new Random(SEED);
        for (int i = 0; i < 40; i++) {
            boolean presigned = i % 2 == 1;
            Wire wire = signer.sign(
                    RandomRequests.request(random, false), RandomRequests.bytes(random), "lambda", NOW, builder -> {
                        if (presigned) {
                            builder.putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                                    .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(10));
                        }
                    });
            refuse(wire.withMethod("TRACE"));
            for (int at = 0; at < wire.body().length; at += 1 + random.nextInt(50)) {
                byte[] changed = wire.body().clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                refuse(wire.withBody(changed));
            }
            for (int at = 1; at < wire.rawPath().length(); at++) {
                refuse(wire.withPath(changed(wire.rawPath(), at)));
            }
            for (int at = 0; at < wire.rawQuery().length(); at++) {
                String query = changed(wire.rawQuery(), at);
                if (!sameQuery(query, wire.rawQuery())) {
                    refuse(wire.withQuery(query));
                }
            }
            for (String name : wire.all().keySet()) {
                if (signed(wire).contains(name)) {
                    String value = wire.header(name);
                    refuse(wire.withHeader(name, value + "x"));
                    refuse(wire.withoutHeader(name));
                }
            }
            if (!presigned) {
                String authorization = wire.header("authorization");
                int from = authorization.indexOf("Credential=") + "Credential=".length();
                for (int at = from; at < authorization.length(); at++) {
                    refuse(wire.withHeader("authorization", changed(authorization, at)));
                }
            }
        }
    }

    @Test
    void saysThatTheTokenIsMissing() {
        Wire wire = plain().withoutHeader("authorization");
        assertError(wire, ErrorCode.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
    }

    @Test
    void saysThatTheKeyIsUnknown() {
        String message = "The security token included in the request is invalid.";
        SdkSigner other = new SdkSigner("AKIAUNKNOWN", "secret", REGION);
        assertError(other.sign(simple(), new byte[0], "lambda", NOW, b -> {}), ErrorCode.UNRECOGNIZED_CLIENT, message);
        assertError(plain().withHeader("x-amz-security-token", "abc"), ErrorCode.UNRECOGNIZED_CLIENT, message);
    }

    @Test
    void saysThatTheSecretIsWrong() {
        SdkSigner other = new SdkSigner(KEY.id(), "wrong", REGION);
        assertError(other.sign(simple(), new byte[0], "lambda", NOW, b -> {}), ErrorCode.INVALID_SIGNATURE, MISMATCH);
    }

    @Test
    void saysThatTheDateIsOld() {
        Wire wire = plain();
        Instant later = NOW.plus(Duration.ofMinutes(5));
        assertThat(authenticator(later).authenticate(wire, wire.body()).service())
                .isEqualTo("lambda");
        assertThatThrownBy(() -> authenticator(later.plusSeconds(1)).authenticate(wire, wire.body()))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_TIME))
                .hasMessage("Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z"
                        + " (20260304T051108Z - 5 min.)");
    }

    @Test
    void saysThatTheDateIsToCome() {
        Wire wire = plain();
        assertThatThrownBy(() -> authenticator(NOW.minusSeconds(301)).authenticate(wire, wire.body()))
                .hasMessage("Signature not yet current: 20260304T050607Z is still later than 20260304T050606Z"
                        + " (20260304T050106Z + 5 min.)");
    }

    @Test
    void endsAPresignedRequestWhenItSays() {
        Wire wire = signer.sign(
                simple(),
                new byte[0],
                "lambda",
                NOW,
                builder -> builder.putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofHours(2)));
        assertThat(authenticator(NOW.plusSeconds(7200))
                        .authenticate(wire, wire.body())
                        .service())
                .isEqualTo("lambda");
        assertThatThrownBy(() -> authenticator(NOW.plusSeconds(7201)).authenticate(wire, wire.body()))
                .hasMessageStartingWith("Signature expired: 20260304T050607Z is now earlier than ");
    }

    @Test
    void saysWhatTheScopeShouldBe() {
        SdkSigner elsewhere = new SdkSigner(KEY.id(), KEY.secret(), "us-west-2");
        assertError(
                elsewhere.sign(simple(), new byte[0], "lambda", NOW, b -> {}),
                ErrorCode.SIGNATURE_SCOPE,
                "Credential should be scoped to a valid region, not 'us-west-2'. This Hearth is the region"
                        + " 'eu-central-1': name that one (AWS_REGION, --region of the aws command), or start a"
                        + " Hearth that is another over a folder of its own (hearth up --region"
                        + " us-west-2 --data DIR).");
        Wire other = signer.sign(simple(), new byte[0], "dynamodb", NOW, b -> {});
        assertThat(authenticator(NOW).authenticate(other, other.body()).service())
                .as("whatever service it is for")
                .isEqualTo("dynamodb");
        String authorization = plain().header("authorization");
        assertError(
                plain().withHeader("authorization", authorization.replace("aws4_request", "aws5_request")),
                ErrorCode.SIGNATURE_SCOPE,
                "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.");
        assertError(
                plain().withHeader("authorization", authorization.replace("20260304", "20260305")),
                ErrorCode.SIGNATURE_SCOPE,
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP:"
                        + " '20260305' != '20260304', from '20260304T050607Z'.");
    }

    @Test
    void acceptsGlobalServicesFromTheirOwnRegion() {
        SdkSigner global = new SdkSigner(KEY.id(), KEY.secret(), "us-east-1");
        Wire wire = global.sign(simple(), new byte[0], "sts", NOW, b -> {});
        assertThat(authenticate(wire).service()).isEqualTo("sts");
    }

    @Test
    void saysWhatTheHeaderLacks() {
        assertError(
                plain().withHeader("authorization", "Bearer abc"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded"
                        + " with Base64): 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='.");
        assertError(
                plain().withHeader("authorization", "Basic Credential=a,SignedHeaders=host,Signature=b"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature'"
                        + " parameter. Authorization header requires 'SignedHeaders' parameter. (Hashed with SHA-256"
                        + " and encoded with Base64) Authorization=C/RNTBvHegkvcwPVYd7MoJCgw8zIPggjF77f8tT1xVw=");
        assertError(
                plain().withHeader("authorization", "AWS4-HMAC-SHA256"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded"
                        + " with Base64): 'YI2YWea8FSxnksZL2ETHbs5elHm9HQufxTLK0W0ffV0='.");
        assertError(
                plain().withoutHeader("x-amz-date")
                        .withHeader("authorization", "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
                        + " (Hashed with SHA-256 and encoded with Base64)"
                        + " Authorization=kObdg4Rnr5LEY12JMZQjZ6U4UH8c8kf6duT015Rw/lU=");
        assertError(
                plain().withHeader("authorization", "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term,"
                        + " got 'a'");
        assertError(
                plain().withHeader("authorization", "AWS4-HMAC-SHA256 Credential"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded"
                        + " with Base64): 'scQrPOEYCTvGVr8W57h+BpQDoYJG0uo208ZnhQy1vaE='.");
        assertError(
                plain().withHeader("x-amz-date", "yesterday"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "Date must be in ISO-8601 'basic format'. Got 'yesterday'. See http://en.wikipedia.org/wiki/ISO_8601");
        assertError(
                plain().withoutHeader("authorization").withQuery("X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x"),
                ErrorCode.INCOMPLETE_SIGNATURE,
                "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include"
                        + " 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'."
                        + " Re-examine the query-string parameters.");
    }

    /** What is signed is the canonical form, whichever of its spellings is sent. */
    @Test
    void readsOddSpellingsInTheirCanonicalForm() {
        SdkHttpRequest request = simple().toBuilder()
                .putRawQueryParameter("b", List.of("x y", "a~b"))
                .putRawQueryParameter("a", "1/2")
                .putRawQueryParameter("c", "")
                .build();
        Wire wire = signer.sign(request, new byte[0], "lambda", NOW, b -> {});
        for (String query : List.of(
                "b=x%20y&b=a~b&a=1%2F2&c=",
                "a=1/2&b=a%7Eb&b=x+y&c", "c&&b=x%20y&a=1%2f2&b=%61%7eb", "%61=1%2F2&%62=a~b&b=x%20y&c=")) {
            assertThat(authenticate(wire.withQuery(query)).service()).as(query).isEqualTo("lambda");
        }
        refuse(wire.withQuery("b=x%2By&b=a~b&a=1%2F2&c="));
        refuse(wire.withQuery("b=x%20y&b=a~b&a=1%252F2&c="));
        for (String path :
                List.of("//2015-03-31/./functions", "/2015-03-31/x/../functions", "/../2015-03-31/functions")) {
            assertThat(authenticate(wire.withQuery("a=1%2F2&b=a~b&b=x%20y&c=").withPath(path))
                            .service())
                    .as(path)
                    .isEqualTo("lambda");
        }
        refuse(wire.withPath("/2015-03-31/functions%2F"));
        refuse(wire.withPath("/2015-03-31/%66unctions"));
    }

    @Test
    void refusesABodyThatIsNotOfItsDeclaredDigest() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest request = simple().toBuilder()
                .putHeader("x-amz-content-sha256", new Hashes().sha256(body))
                .build();
        Wire wire = signer.sign(request, body, "lambda", NOW, b -> {});
        assertThat(authenticate(wire).service()).isEqualTo("lambda");
        assertError(wire.withBody("{]".getBytes(StandardCharsets.UTF_8)), ErrorCode.INVALID_SIGNATURE, MISMATCH);
    }

    /** Lambda's developer guide of function URLs: "Lambda doesn't support unsigned payloads". */
    @Test
    void takesUnsignedAndChunkedPayloadsForS3Only() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        SdkHttpRequest request = simple().toBuilder()
                .method(SdkHttpMethod.POST)
                .protocol("https")
                .build();
        Wire open = signer.sign(
                request,
                body,
                "lambda",
                NOW,
                builder -> builder.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false));
        assertThat(open.header("x-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertError(open, ErrorCode.INVALID_SIGNATURE, MISMATCH);
        assertError(
                open.withHeader("x-amz-content-sha256", new Hashes().sha256(body)),
                ErrorCode.INVALID_SIGNATURE,
                MISMATCH);
        Wire presigned = signer.sign(
                request,
                body,
                "lambda",
                NOW,
                builder -> builder.putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofHours(2))
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, false));
        assertError(presigned, ErrorCode.INVALID_SIGNATURE, MISMATCH);
        Wire chunked = signer.sign(
                request.toBuilder().putHeader("Content-Length", "2").build(),
                body,
                "lambda",
                NOW,
                builder -> builder.putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true));
        assertThat(chunked.header("x-amz-content-sha256")).startsWith("STREAMING-");
        assertError(chunked, ErrorCode.INVALID_SIGNATURE, MISMATCH);
    }

    @Test
    void readsBodiesInChunks() throws IOException {
        Random random = new Random(SEED);
        ChecksumAlgorithm[] checksums = {
            DefaultChecksumAlgorithm.CRC32,
            DefaultChecksumAlgorithm.CRC32C,
            DefaultChecksumAlgorithm.SHA1,
            DefaultChecksumAlgorithm.SHA256,
            null
        };
        for (int i = 0; i < 60; i++) {
            byte[] content = new byte[new int[] {0, 1, 1000, 300_000}[i % 4]];
            random.nextBytes(content);
            ChecksumAlgorithm checksum = checksums[i % checksums.length];
            boolean signedPayload = checksum == null || random.nextBoolean();
            SdkHttpRequest request = simple().toBuilder()
                    .method(SdkHttpMethod.PUT)
                    .protocol(signedPayload ? "http" : "https")
                    .putHeader("Content-Length", Integer.toString(content.length))
                    .build();
            Wire wire = signer.sign(request, content, "s3", NOW, builder -> {
                builder.putProperty(AwsV4FamilyHttpSigner.CHUNK_ENCODING_ENABLED, true)
                        .putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, signedPayload);
                if (checksum != null) {
                    builder.putProperty(AwsV4FamilyHttpSigner.CHECKSUM_ALGORITHM, checksum);
                }
            });
            assertThat(wire.header("x-amz-content-sha256")).startsWith("STREAMING-");
            assertThat(stream(wire))
                    .as("seed %d, body %d: %s", SEED, i, wire.all())
                    .isEqualTo(content);
            for (int change = 0; change < 50; change++) {
                byte[] changed = wire.body().clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(5));
                if (signedPayload) {
                    refuseOrEqual(wire.withBody(changed), content);
                }
                byte[] cut = Arrays.copyOf(wire.body(), random.nextInt(wire.body().length));
                refuseOrEqual(wire.withBody(cut), content);
            }
        }
    }

    @Test
    void knowsTheChecksumOfNewerClients() {
        // the check value of CRC-64/NVME in the catalogue of parametrised CRC algorithms: ae8b14860a799888
        byte[] content = "123456789".getBytes(StandardCharsets.US_ASCII);
        for (int split = 0; split <= content.length; split++) {
            Checksum checksum = dev.hearth.base.auth.ChecksumAlgorithm.CRC64NVME.begin();
            checksum.update(content, 0, split);
            checksum.update(content, split, content.length - split);
            assertThat(checksum.base64()).isEqualTo("rosUhgp5mIg=");
        }
    }

    private byte[] stream(Wire wire) throws IOException {
        StreamAuthenticator streams = authenticator(NOW);
        return streams.authenticate(wire, new ByteArrayInputStream(wire.body()))
                .content()
                .readAllBytes();
    }

    private void refuse(Wire wire) {
        assertThatThrownBy(() -> authenticate(wire)).as("%s", wire).isInstanceOf(ServiceException.class);
    }

    /** A change may be one that means nothing, such as the case of a size's digit; it must not change the content. */
    private void refuseOrEqual(Wire wire, byte[] content) throws IOException {
        try {
            assertThat(stream(wire)).isEqualTo(content);
        } catch (RefusedBodyException e) {
            assertThat(e.reason()).isNotEqualTo(RefusedBodyException.Reason.UNKNOWN_FORM);
        }
    }

    private Authenticator.Authenticated authenticate(Wire wire) {
        return authenticator.authenticate(wire, wire.body());
    }

    private void assertError(Wire wire, ErrorCode code, String message) {
        assertThatThrownBy(() -> authenticate(wire))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessage(message);
    }

    private Wire plain() {
        return signer.sign(simple(), new byte[0], "lambda", NOW, builder -> {});
    }

    private static SdkHttpRequest simple() {
        return SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .protocol("http")
                .host("localhost")
                .port(9000)
                .encodedPath("/2015-03-31/functions")
                .build();
    }

    private static String changed(String text, int at) {
        char replacement = text.charAt(at) == 'q' ? 'r' : 'q';
        return text.substring(0, at) + replacement + text.substring(at + 1);
    }

    private static boolean sameQuery(String one, String other) {
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();
        Encoding.appendQuery(first, one, "");
        Encoding.appendQuery(second, other, "");
        return first.toString().contentEquals(second);
    }

    private static String signed(Wire wire) {
        String all = wire.rawQuery() + wire.all().getOrDefault("authorization", List.of());
        int begin = all.indexOf("SignedHeaders=");
        return all.substring(begin);
    }

    private static SignatureV4 authenticator(Instant now) {
        Map<String, AccessKey> keys = Map.of(KEY.id(), KEY);
        return new SignatureV4(
                (id, token) -> Optional.ofNullable(token.isEmpty() ? keys.get(id) : null), time(now), REGION);
    }

    private static Time time(Instant now) {
        return new Time() {
            @Override
            public Instant now() {
                return now;
            }

            @Override
            public long nanos() {
                return 0;
            }
        };
    }
}
