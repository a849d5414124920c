package dev.hearth.base.auth;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An address of S3 that was signed with Signature Version 2: what boto3 and the {@code aws} command still make in the
 * older regions, {@code us-east-1} among them, unless they are told otherwise.
 *
 * <p>Source: "Signing and authenticating REST requests (AWS signature version 2)" in the Amazon S3 developer guide.
 */
record PresignedV2(String keyId, Instant expires, String signature, String token) {
    private static final String TOKEN = "x-amz-security-token";
    private static final String KEY_ID = "AWSAccessKeyId";
    private static final String SIGNATURE = "Signature";
    private static final String EXPIRES = "Expires";
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    /** The query parameters that are part of the signed resource. */
    private static final Set<String> SIGNED_PARAMETERS = Set.of(
            "accelerate",
            "acl",
            "cors",
            "delete",
            "lifecycle",
            "location",
            "logging",
            "notification",
            "partNumber",
            "policy",
            "replication",
            "requestPayment",
            "response-cache-control",
            "response-content-disposition",
            "response-content-encoding",
            "response-content-language",
            "response-content-type",
            "response-expires",
            "restore",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versionId",
            "versioning",
            "versions",
            "website");

    /** Whether the query has a signature of version 2. */
    static boolean isOne(SignedHead head) {
        return !Encoding.parameter(head.rawQuery(), KEY_ID).isEmpty()
                && !Encoding.parameter(head.rawQuery(), SIGNATURE).isEmpty();
    }

    static PresignedV2 of(SignedHead head) {
        String expires = Encoding.parameter(head.rawQuery(), EXPIRES);
        if (!SECONDS.matcher(expires).matches()) {
            throw Signature.incomplete(
                    "Query-string authentication requires the Signature, Expires and" + " AWSAccessKeyId parameters");
        }
        return new PresignedV2(
                Encoding.parameter(head.rawQuery(), KEY_ID),
                Instant.ofEpochSecond(Long.parseLong(expires)),
                Encoding.parameter(head.rawQuery(), SIGNATURE),
                Encoding.parameter(head.rawQuery(), TOKEN));
    }

    /** Refuses a request whose signature was not made with the secret, or has expired. */
    void verify(SignedHead head, String secret, Instant now) {
        if (now.isAfter(expires)) {
            throw new ServiceException(ErrorCode.SIGNATURE_TIME, "Request has expired");
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] code = mac.doFinal(toSign(head).getBytes(StandardCharsets.UTF_8));
            if (!Hashes.same(Base64.getEncoder().encodeToString(code), signature)) {
                throw Signature.invalid("The request signature we calculated does not match the signature you provided."
                        + " Check your key and signing method.");
            }
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }

    private String toSign(SignedHead head) {
        StringBuilder text = new StringBuilder(256);
        text.append(head.method()).append('\n');
        text.append(first(head, "content-md5")).append('\n');
        text.append(first(head, "content-type")).append('\n');
        text.append(expires.getEpochSecond()).append('\n');
        // an address has no headers; its query may carry the session token instead
        TreeMap<String, String> signed = new TreeMap<>();
        for (String name : head.headerNames()) {
            if (name.startsWith("x-amz-")) {
                signed.put(name, head.headers(name).stream().map(String::strip).collect(Collectors.joining(",")));
            }
        }
        if (!token.isEmpty()) {
            signed.put(TOKEN, token);
        }
        signed.forEach(
                (name, value) -> text.append(name).append(':').append(value).append('\n'));
        return text.append(head.rawPath()).append(subresources(head.rawQuery())).toString();
    }

    private static String subresources(String rawQuery) {
        TreeMap<String, String> found = new TreeMap<>();
        for (String parameter : rawQuery.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (SIGNED_PARAMETERS.contains(name)) {
                found.put(name, equals < 0 ? name : name + "=" + Encoding.parameter(rawQuery, name));
            }
        }
        return found.isEmpty() ? "" : "?" + String.join("&", found.values());
    }

    private static String first(SignedHead head, String name) {
        List<String> values = head.headers(name);
        return values.isEmpty() ? "" : values.getFirst().strip();
    }
}
