package dev.hearth.base.auth;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Signs with the AWS SDK's own signer, and gives what would go over the wire. */
final class SdkSigner {
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsCredentialsIdentity identity;
    private final String region;

    SdkSigner(String keyId, String secret, String region) {
        this.identity = AwsCredentialsIdentity.create(keyId, secret);
        this.region = region;
    }

    Wire sign(
            SdkHttpRequest request,
            byte[] body,
            String service,
            Instant now,
            Consumer<SignRequest.Builder<AwsCredentialsIdentity>> options) {
        var signed = signer.sign(builder -> {
            builder.identity(identity)
                    .request(request)
                    .payload(() -> new ByteArrayInputStream(body))
                    .putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC));
            if (service.equals("s3")) {
                builder.putProperty(AwsV4FamilyHttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4FamilyHttpSigner.NORMALIZE_PATH, false);
            }
            options.accept(builder);
        });
        SdkHttpRequest wire = signed.request();
        byte[] sent = signed.payload()
                .map(payload -> {
                    try (var stream = payload.newStream()) {
                        return stream.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .orElse(body);
        Map<String, List<String>> headers = new TreeMap<>();
        wire.forEachHeader((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), new ArrayList<>(values)));
        URI uri = wire.getUri();
        return new Wire(
                wire.method().name(),
                uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                headers,
                sent);
    }

    /** A request as it arrives. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Wire(String method, String rawPath, String rawQuery, Map<String, List<String>> all, byte[] body)
            implements SignedHead {
        @Override
        public List<String> headers(String name) {
            return all.getOrDefault(name, List.of());
        }

        @Override
        public List<String> headerNames() {
            return List.copyOf(all.keySet());
        }

        Wire withHeader(String name, String value) {
            Map<String, List<String>> copy = new TreeMap<>(all);
            copy.put(name, List.of(value));
            return new Wire(method, rawPath, rawQuery, copy, body);
        }

        Wire withoutHeader(String name) {
            Map<String, List<String>> copy = new TreeMap<>(all);
            copy.remove(name);
            return new Wire(method, rawPath, rawQuery, copy, body);
        }

        Wire withBody(byte[] other) {
            return new Wire(method, rawPath, rawQuery, all, other);
        }

        Wire withPath(String other) {
            return new Wire(method, other, rawQuery, all, body);
        }

        Wire withQuery(String other) {
            return new Wire(method, rawPath, other, all, body);
        }

        Wire withMethod(String other) {
            return new Wire(other, rawPath, rawQuery, all, body);
        }

        String header(String name) {
            return headers(name).getFirst();
        }
    }
}
