package dev.hearth.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.LambdaException;

/** Nothing is done for who can't prove who it is. */
@ExtendWith(SharedHearth.class)
class AuthenticationTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void healthIsForEverybody(HearthProcess hearth) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(hearth.endpoint().resolve("/health")).build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void anUnsignedRequestIsRefused(HearthProcess hearth) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(hearth.endpoint().resolve("/2015-03-31/functions"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-errortype"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("MissingAuthenticationTokenException"));
        assertThat(answer.headers().firstValue("x-amzn-requestid")).isPresent();
    }

    @Test
    void anUnknownKeyIsRefused(HearthProcess hearth) {
        try (LambdaClient client = Clients.withKey(hearth, "AKIAAAAAAAAAAAAAAAAA", "x".repeat(40))) {
            assertThatThrownBy(client::listFunctions).isInstanceOfSatisfying(LambdaException.class, refused -> {
                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("UnrecognizedClientException");
                assertThat(refused).hasMessageContaining("The security token included in the request is invalid");
            });
        }
    }

    @Test
    void aWrongSecretIsRefused(HearthProcess hearth) {
        String id = hearth.environment().getOrDefault("AWS_ACCESS_KEY_ID", "");
        try (LambdaClient client = Clients.withKey(hearth, id, "x".repeat(40))) {
            assertThatThrownBy(client::listFunctions)
                    .isInstanceOfSatisfying(
                            LambdaException.class,
                            refused -> assertThat(refused.awsErrorDetails().errorCode())
                                    .isEqualTo("InvalidSignatureException"));
        }
    }

    @Test
    void aRightRequestIsTakenAndOldOnesAreRefused(HearthProcess hearth) throws Exception {
        assertThat(send(hearth, "{}", "{}", Instant.now()).statusCode()).isEqualTo(404);
        for (Duration off : new Duration[] {Duration.ofMinutes(-20), Duration.ofMinutes(20)}) {
            HttpResponse<String> refused =
                    send(hearth, "{}", "{}", Instant.now().plus(off));
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("x-amzn-errortype"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("InvalidSignatureException"));
        }
    }

    @Test
    void aChangedBodyIsRefused(HearthProcess hearth) throws Exception {
        HttpResponse<String> refused = send(hearth, "{\"a\":1}", "{\"a\":2}", Instant.now());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("x-amzn-errortype"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("InvalidSignatureException"));
    }

    /** Signs one body and sends another, as an Invoke of a function that is not there. */
    private HttpResponse<String> send(HearthProcess hearth, String signed, String sent, Instant time)
            throws IOException, InterruptedException {
        URI uri = hearth.endpoint().resolve("/2015-03-31/functions/nobody/invocations");
        Map<String, String> environment = hearth.environment();
        SignedRequest request = AwsV4HttpSigner.create()
                .sign(build -> build.identity(AwsCredentialsIdentity.create(
                                environment.getOrDefault("AWS_ACCESS_KEY_ID", ""),
                                environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "")))
                        .request(SdkHttpRequest.builder()
                                .uri(uri)
                                .method(SdkHttpMethod.POST)
                                .build())
                        .payload(ContentStreamProvider.fromUtf8String(signed))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "lambda")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC)));
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString(sent));
        Set<String> ownHeaders = Set.of("host", "content-length");
        request.request().headers().forEach((name, values) -> {
            if (!ownHeaders.contains(name.toLowerCase(java.util.Locale.ROOT))) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        return http.send(builder.build(), BodyHandlers.ofString());
    }
}
