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
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;

/** Signatures of requests to S3, whose bodies are read as streams. */
final class S3SignatureTest {
    private static final long SEED = 20261127;
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final String REGION = "eu-central-1";
    private static final AccessKey KEY =
            new AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCY", new AccountId("000000000000"));

    private final SdkSigner signer = new SdkSigner(KEY.id(), KEY.secret(), REGION);

    @Test
    void readsS3RequestsAsStreams() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < 600; i++) {
            boolean presigned = random.nextBoolean();
            byte[] content = presigned ? new byte[0] : RandomRequests.bytes(random);
            boolean signedPayload = random.nextBoolean();
            Wire wire = signer.sign(RandomRequests.request(random, true), content, "s3", NOW, builder -> {
                builder.putProperty(AwsV4FamilyHttpSigner.PAYLOAD_SIGNING_ENABLED, signedPayload);
                if (presigned) {
                    builder.putProperty(AwsV4FamilyHttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                            .putProperty(AwsV4FamilyHttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(10));
                }
            });
            assertThat(stream(wire))
                    .as("seed %d, request %d: %s", SEED, i, wire)
                    .isEqualTo(content);
        }
    }

    @Test
    void refusesAStreamThatIsNotWhatWasSigned() {
        byte[] content = RandomRequests.bytes(new Random(SEED));
        Wire wire = signer.sign(simple(), content, "s3", NOW, b -> {});
        assertThatThrownBy(() -> stream(wire.withBody(new byte[] {1})))
                .isInstanceOfSatisfying(
                        RefusedBodyException.class,
                        e -> assertThat(e.reason()).isEqualTo(RefusedBodyException.Reason.DIGEST));
        assertThatThrownBy(() -> stream(wire.withPath("/other")))
                .isInstanceOf(ServiceException.class)
                .hasMessageStartingWith("The request signature we calculated does not match");
        assertThatThrownBy(() -> stream(wire.withoutHeader("x-amz-content-sha256")))
                .isInstanceOf(ServiceException.class);
        assertThatThrownBy(() -> stream(signer.sign(simple(), new byte[0], "lambda", NOW, b -> {})))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_SCOPE));
    }

    @Test
    void signsAsTheSdkDoes() {
        AccessKey key = new AccessKey(KEY.id(), KEY.secret(), KEY.owner());
        RequestSigner own = new RequestSigner(key, REGION, "s3", time(NOW));
        for (String target : List.of("/bucket/key", "/b/a%20b//%C3%A9/..%2F", "/b/k?versionId=a%2Bb&x=", "/")) {
            URI uri = URI.create("http://localhost:9000" + target);
            Map<String, String> headers = own.sign("GET", uri, "localhost:9000", new byte[0]);
            Wire wire = signer.sign(
                    SdkHttpFullRequest.builder()
                            .method(SdkHttpMethod.GET)
                            .uri(uri)
                            .build(),
                    new byte[0],
                    "s3",
                    NOW,
                    b -> {});
            assertThat(headers.get("authorization")).as(target).isEqualTo(wire.header("authorization"));
        }
    }

    /** What boto3 1.43 made of this key, with expiry 1795802478. */
    @Test
    void acceptsAddressesInTheFormOfVersionTwo() throws IOException {
        Wire wire = new Wire(
                "GET",
                "/b/k",
                "AWSAccessKeyId=a&Signature=Zd%2F%2BNI73%2B%2Bs0ds819JpXSFuoYAY%3D&Expires=1795802478",
                Map.of(),
                new byte[0]);
        AccessKey key = new AccessKey("a", "b", KEY.owner());
        Instant expiry = Instant.ofEpochSecond(1795802478);
        StreamAuthenticator then = new SignatureV4((_, _) -> Optional.of(key), time(expiry), REGION);
        assertThat(then.authenticate(wire, new ByteArrayInputStream(wire.body()))
                        .caller()
                        .accessKeyId())
                .isEqualTo("a");
        assertThatThrownBy(() -> then.authenticate(wire.withPath("/b/l"), new ByteArrayInputStream(new byte[0])))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SIGNATURE));
        assertThatThrownBy(() -> then.authenticate(
                        wire.withQuery(wire.rawQuery() + "&versionId=1"), new ByteArrayInputStream(new byte[0])))
                .isInstanceOf(ServiceException.class);
        StreamAuthenticator late = new SignatureV4((_, _) -> Optional.of(key), time(expiry.plusSeconds(1)), REGION);
        assertThatThrownBy(() -> late.authenticate(wire, new ByteArrayInputStream(new byte[0])))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SIGNATURE_TIME));
    }

    /** What boto3 1.43 made of this key and token, with expiry 1795802478. */
    @Test
    void theTokenOfAnAddressInTheFormOfVersionTwoIsSigned() throws IOException {
        String query = "AWSAccessKeyId=ASIAEXAMPLE"
                + "&Signature=vwPKp4OHpabG00snICgY7LcZZQs%3D&x-amz-security-token=to%2Bken%2F%3D"
                + "&Expires=1795802478";
        Wire wire = new Wire("GET", "/b/k", query, Map.of(), new byte[0]);
        AccessKey key = new AccessKey("ASIAEXAMPLE", "b", KEY.owner());
        Instant expiry = Instant.ofEpochSecond(1795802478);
        StreamAuthenticator then = new SignatureV4(
                (_, token) -> token.equals("to+ken/=") ? Optional.of(key) : Optional.empty(), time(expiry), REGION);
        assertThat(then.authenticate(wire, new ByteArrayInputStream(wire.body()))
                        .caller()
                        .accessKeyId())
                .isEqualTo("ASIAEXAMPLE");
        Wire without = wire.withQuery(query.replace("&x-amz-security-token=to%2Bken%2F%3D", ""));
        assertThatThrownBy(() -> then.authenticate(without, new ByteArrayInputStream(new byte[0])))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNRECOGNIZED_CLIENT));
        StreamAuthenticator careless = new SignatureV4((_, _) -> Optional.of(key), time(expiry), REGION);
        assertThatThrownBy(() -> careless.authenticate(without, new ByteArrayInputStream(new byte[0])))
                .isInstanceOfSatisfying(
                        ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_SIGNATURE));
    }

    private static byte[] stream(Wire wire) throws IOException {
        StreamAuthenticator streams = new SignatureV4((_, _) -> Optional.of(KEY), time(NOW), REGION);
        return streams.authenticate(wire, new ByteArrayInputStream(wire.body()))
                .content()
                .readAllBytes();
    }

    private static SdkHttpRequest simple() {
        return SdkHttpFullRequest.builder()
                .method(SdkHttpMethod.GET)
                .uri(URI.create("http://localhost:9000/bucket/key"))
                .build();
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
