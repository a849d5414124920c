package dev.hearth.base.auth;

import static dev.hearth.base.auth.Signature.invalid;

import dev.hearth.base.auth.SigningKeys.Scope;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.time.Time;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;

/**
 * AWS Signature Version 4, in the header and presigned; for S3 with unsigned and streaming payloads too.
 *
 * <p>The signature is a code over a canonical form of the request: method, path, query, the headers that the caller
 * chose, and the payload's digest. It is made again here from what came over the wire, with the secret from
 * {@link AccessKeys}, and compared. Source: "AWS Signature Version 4 for API requests" in the IAM user guide.
 */
public final class SignatureV4 implements Authenticator, StreamAuthenticator {
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String STREAMING = "STREAMING-";

    /** Services with one endpoint per region. Clients of other services may sign for {@link #GLOBAL_REGION}. */
    private static final Set<String> REGIONAL_SERVICES = Set.of("lambda", "logs", "s3");

    private static final String GLOBAL_REGION = "us-east-1";

    /** The service whose request bodies are streamed. */
    private static final String STREAMED_SERVICE = "s3";

    private final AccessKeys accessKeys;
    private final Time time;
    private final String region;
    private final SigningKeys signingKeys = new SigningKeys();
    private final Hashes hashes = new Hashes();

    /** Verifies requests to one region, for any service. */
    public SignatureV4(AccessKeys accessKeys, Time time, String region) {
        this.accessKeys = accessKeys;
        this.time = time;
        this.region = region;
    }

    @Override
    public Authenticated authenticate(SignedHead head, byte[] body) {
        Signature signature = Signature.of(head);
        AccessKey key = key(signature.keyId(), signature.token());
        checkScope(signature);
        checkTime(signature, Limits.CLOCK_SKEW);
        verify(head, body, signature, signingKeys.find(key, signature.scope()));
        checkRegion(signature);
        return new Authenticated(Caller.of(key), signature.scope().service());
    }

    @Override
    public Streamed authenticate(SignedHead head, InputStream body) throws RefusedBodyException {
        if (PresignedV2.isOne(head)) {
            PresignedV2 presigned = PresignedV2.of(head);
            AccessKey key = key(presigned.keyId(), presigned.token());
            presigned.verify(head, key.secret(), time.now());
            return new Streamed(Caller.of(key), PlainBody.unsigned(body));
        }
        Signature signature = Signature.of(head);
        AccessKey key = key(signature.keyId(), signature.token());
        if (!signature.scope().service().equals(STREAMED_SERVICE)) {
            throw Signature.otherService(STREAMED_SERVICE);
        }
        checkScope(signature);
        checkTime(signature, Limits.S3_CLOCK_SKEW);
        checkRegion(signature);
        Mac signingKey = signingKeys.find(key, signature.scope());
        String declared = declaredDigest(head, signature);
        if (declared.isEmpty() && !signature.presigned()) {
            throw Signature.incomplete("Missing required header for this request: x-amz-content-sha256");
        }
        String canonical = head(head, signature);
        String payload = declared;
        if (declared.isEmpty()) {
            // A presigned address of S3 has an unsigned payload without saying so. Over HTTP, the SDK for Java signs an
            // empty payload instead.
            payload = matches(signature, signingKey, canonical, Hashes.EMPTY_SHA256) ? Hashes.EMPTY_SHA256 : UNSIGNED;
        }
        mustMatch(signature, signingKey, canonical, payload);
        return new Streamed(Caller.of(key), content(head, signature, signingKey, payload, body));
    }

    private SignedBody content(SignedHead head, Signature signature, Mac key, String payload, InputStream body)
            throws RefusedBodyException {
        if (payload.startsWith(STREAMING)) {
            return ChunkedBody.of(payload, body, head, hashes, key, signature);
        }
        return payload.equals(UNSIGNED)
                ? PlainBody.unsigned(body)
                : PlainBody.signed(body, hashes.newSha256(), payload);
    }

    private AccessKey key(String id, String token) {
        return accessKeys
                .find(id, token)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.UNRECOGNIZED_CLIENT, "The security token included in the request is invalid."));
    }

    /** Refuses a request that is signed for another region. The message names this region and how to change it. */
    private void checkRegion(Signature signature) {
        Scope scope = signature.scope();
        boolean global =
                !REGIONAL_SERVICES.contains(scope.service()) && scope.region().equals(GLOBAL_REGION);
        if (!scope.region().equals(region) && !global) {
            throw new ServiceException(
                    ErrorCode.SIGNATURE_SCOPE,
                    "Credential should be scoped to a valid region, not '" + scope.region() + "'. This Hearth is the"
                            + " region '" + region + "': name that one (AWS_REGION, --region of the aws command), or"
                            + " start a Hearth that is another over a folder of its own (hearth up --region "
                            + scope.region() + " --data DIR).");
        }
    }

    private static void checkScope(Signature signature) {
        Scope scope = signature.scope();
        StringBuilder wrong = new StringBuilder();
        if (!signature.terminator().equals(Scope.TERMINATOR)) {
            wrong.append("Credential should be scoped with a valid terminator: 'aws4_request', not '")
                    .append(signature.terminator())
                    .append("'. ");
        }
        if (!scope.date().equals(signature.timestamp().day())) {
            wrong.append("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '")
                    .append(scope.date())
                    .append("' != '")
                    .append(signature.timestamp().day())
                    .append("', from '")
                    .append(signature.timestamp().text())
                    .append("'. ");
        }
        if (!wrong.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.SIGNATURE_SCOPE, wrong.toString().strip());
        }
    }

    private void checkTime(Signature signature, Duration skew) {
        Instant now = time.now();
        Instant signed = signature.timestamp().instant();
        Duration life = signature.presigned() ? Duration.ofSeconds(signature.expiresSeconds()) : skew;
        if (signed.isBefore(now.minus(life))) {
            throw untimely("Signature expired: " + signature.timestamp().text() + " is now earlier than "
                    + Timestamp.format(now.minus(life)) + " (" + Timestamp.format(now) + " - " + minutes(life) + ")");
        }
        if (signed.isAfter(now.plus(skew))) {
            throw untimely("Signature not yet current: " + signature.timestamp().text() + " is still later than "
                    + Timestamp.format(now.plus(skew)) + " (" + Timestamp.format(now) + " + " + minutes(skew) + ")");
        }
    }

    private static ServiceException untimely(String message) {
        return new ServiceException(ErrorCode.SIGNATURE_TIME, message);
    }

    private static String minutes(Duration duration) {
        return duration.toSecondsPart() == 0 ? duration.toMinutes() + " min." : duration.toSeconds() + " sec.";
    }

    /**
     * Compares the signature with a code over the digest of the actual body. Only S3 accepts payloads that are unsigned
     * or signed in chunks. For other services such a payload is refused as not matching.
     */
    private void verify(SignedHead head, byte[] body, Signature signature, Mac key) {
        String digest = hashes.sha256(body);
        String declared = declaredDigest(head, signature);
        if (!declared.isEmpty() && !declared.equals(digest)) {
            throw invalid(MISMATCH);
        }
        mustMatch(signature, key, head(head, signature), digest);
    }

    private static String declaredDigest(SignedHead request, Signature signature) {
        List<String> header = request.headers("x-amz-content-sha256");
        if (!header.isEmpty()) {
            return header.getFirst().strip();
        }
        return signature.presigned() ? Encoding.parameter(request.rawQuery(), "X-Amz-Content-Sha256") : "";
    }

    private void mustMatch(Signature signature, Mac key, String head, String payloadDigest) {
        if (!matches(signature, key, head, payloadDigest)) {
            throw invalid(MISMATCH);
        }
    }

    private boolean matches(Signature signature, Mac key, String head, String payloadDigest) {
        String toSign = toSign(hashes, signature, head + payloadDigest);
        return Hashes.same(Hashes.hex(Hashes.sign(key, toSign)), signature.value());
    }

    static String toSign(Hashes hashes, Signature signature, String canonicalRequest) {
        return Signature.ALGORITHM + "\n" + signature.timestamp().text() + "\n" + signature.scope() + "\n"
                + hashes.sha256(canonicalRequest);
    }

    /** The canonical request without its last line, the payload's digest. */
    static String head(SignedHead request, Signature signature) {
        StringBuilder head = new StringBuilder(1024);
        head.append(request.method()).append('\n');
        if (signature.scope().service().equals("s3")) {
            Encoding.appendPathOnce(head, request.rawPath());
        } else {
            Encoding.appendPathTwice(head, request.rawPath());
        }
        head.append('\n');
        Encoding.appendQuery(head, request.rawQuery(), signature.presigned() ? Signature.QUERY_SIGNATURE : "");
        head.append('\n');
        boolean host = false;
        String names = signature.signedHeaders();
        int count = 0;
        for (int begin = 0; begin <= names.length(); count++) {
            int end = names.indexOf(';', begin);
            end = end < 0 ? names.length() : end;
            String name = names.substring(begin, end);
            host |= name.equals("host");
            appendHeader(head, name, request.headers(name));
            begin = end + 1;
            if (count >= Limits.SIGNED_HEADERS) {
                throw invalid(MISMATCH);
            }
        }
        if (!host) {
            throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        return head.append('\n').append(names).append('\n').toString();
    }

    private static void appendHeader(StringBuilder head, String name, List<String> values) {
        if (values.isEmpty()) {
            throw invalid(MISMATCH);
        }
        head.append(name).append(':');
        for (int i = 0; i < values.size(); i++) {
            if (i > 0) {
                head.append(',');
            }
            appendTrimmed(head, values.get(i));
        }
        head.append('\n');
    }

    /** Appends a value without leading and trailing white space, and with one space for each run of spaces inside. */
    private static void appendTrimmed(StringBuilder head, String value) {
        boolean pending = false;
        boolean begun = false;
        for (int i = 0; i < value.length(); i++) {
            char character = value.charAt(i);
            if (character == ' ' || (character >= '\t' && character <= '\r')) {
                pending = begun;
            } else {
                if (pending) {
                    head.append(' ');
                    pending = false;
                }
                head.append(character);
                begun = true;
            }
        }
    }
}
