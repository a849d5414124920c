package dev.hearth.auth;

import static dev.hearth.auth.Signature.invalid;

import dev.hearth.auth.SigningKeys.Scope;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;

/**
 * AWS Signature Version 4, in the header and presigned, with signed, unsigned and streaming payloads.
 *
 * <p>The signature is a code over a canonical form of the request: method, path, query, the headers that the caller
 * chose, and the payload's digest. It is made again here from what came over the wire, with the secret from
 * {@link AccessKeys}, and compared. Source: "AWS Signature Version 4 for API requests" in the IAM user guide.
 */
public final class SignatureV4 implements Authenticator {
    private static final String MISMATCH = "The request signature we calculated does not match the signature you"
            + " provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for"
            + " details.";
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String STREAMING = "STREAMING-";

    /** Services of which there is one for all regions; their clients sign for this region wherever they are. */
    private static final Set<String> GLOBAL_SERVICES = Set.of("iam", "sts");

    private static final String GLOBAL_REGION = "us-east-1";

    private final AccessKeys accessKeys;
    private final Time time;
    private final String region;
    private final List<String> services;
    private final SigningKeys signingKeys = new SigningKeys();
    private final Hashes hashes = new Hashes();

    /**
     * Verifies requests to one region.
     *
     * @param services the signing names that are served, the main one first
     */
    public SignatureV4(AccessKeys accessKeys, Time time, String region, List<String> services) {
        this.accessKeys = accessKeys;
        this.time = time;
        this.region = region;
        this.services = List.copyOf(services);
    }

    @Override
    public Authenticated authenticate(SignedRequest request) {
        Signature signature = Signature.of(request);
        AccessKey key = accessKeys
                .find(signature.keyId())
                // keys made here have no session token
                .filter(_ -> signature.token().isEmpty())
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.UNRECOGNIZED_CLIENT, "The security token included in the request is invalid."));
        checkScope(signature);
        checkTime(signature);
        Mac signingKey = signingKeys.find(key, signature.scope());
        byte[] body = verify(request, signature, signingKey);
        return new Authenticated(Caller.of(key), signature.scope().service(), body);
    }

    private void checkScope(Signature signature) {
        Scope scope = signature.scope();
        StringBuilder wrong = new StringBuilder();
        boolean global =
                GLOBAL_SERVICES.contains(scope.service()) && scope.region().equals(GLOBAL_REGION);
        if (!scope.region().equals(region) && !global) {
            wrong.append("Credential should be scoped to a valid region, not '")
                    .append(scope.region())
                    .append("'. ");
        }
        if (!services.contains(scope.service())) {
            wrong.append("Credential should be scoped to correct service: '")
                    .append(services.getFirst())
                    .append("'. ");
        }
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
            throw invalid(wrong.toString().strip());
        }
    }

    private void checkTime(Signature signature) {
        Instant now = time.now();
        Instant signed = signature.timestamp().instant();
        Duration life = signature.presigned() ? Duration.ofSeconds(signature.expiresSeconds()) : Limits.CLOCK_SKEW;
        if (signed.isBefore(now.minus(life))) {
            throw invalid("Signature expired: " + signature.timestamp().text() + " is now earlier than "
                    + Timestamp.format(now.minus(life)) + " (" + Timestamp.format(now) + " - " + minutes(life) + ")");
        }
        if (signed.isAfter(now.plus(Limits.CLOCK_SKEW))) {
            throw invalid("Signature not yet current: " + signature.timestamp().text() + " is still later than "
                    + Timestamp.format(now.plus(Limits.CLOCK_SKEW)) + " (" + Timestamp.format(now) + " + "
                    + minutes(Limits.CLOCK_SKEW) + ")");
        }
    }

    private static String minutes(Duration duration) {
        return duration.toSecondsPart() == 0 ? duration.toMinutes() + " min." : duration.toSeconds() + " sec.";
    }

    /** Compares the signature, and gives the body it is about. */
    private byte[] verify(SignedRequest request, Signature signature, Mac key) {
        String head = head(request, signature);
        String declared = declaredDigest(request, signature);
        byte[] body = request.body();
        if (declared.startsWith(STREAMING)) {
            mustMatch(signature, key, head, declared);
            return ChunkedBody.of(declared, hashes, key, signature).decode(body, request);
        }
        if (declared.equals(UNSIGNED)) {
            mustMatch(signature, key, head, UNSIGNED);
            return body;
        }
        String digest = hashes.sha256(body);
        if (!declared.isEmpty() && !declared.equals(digest)) {
            throw invalid(MISMATCH);
        }
        // a presigned request may leave its payload open without saying so: S3's are made that way
        if (signature.presigned() && declared.isEmpty() && matches(signature, key, head, UNSIGNED)) {
            return body;
        }
        mustMatch(signature, key, head, digest);
        return body;
    }

    private static String declaredDigest(SignedRequest request, Signature signature) {
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
        String toSign = Signature.ALGORITHM + "\n" + signature.timestamp().text() + "\n" + signature.scope() + "\n"
                + hashes.sha256(head + payloadDigest);
        return Hashes.same(Hashes.hex(Hashes.sign(key, toSign)), signature.value());
    }

    /** The canonical request but for its last line, the payload's digest. */
    private static String head(SignedRequest request, Signature signature) {
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

    /** Without white space at its ends, and with one space where there is more inside. */
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
