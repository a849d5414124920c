package dev.hearth.base.auth;

import dev.hearth.base.auth.SigningKeys.Scope;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A signature as the request carries it, in its {@code Authorization} header or in its query.
 *
 * @param terminator the last part of the credential, which should be {@code aws4_request}
 * @param timestamp the date of the signature in ISO 8601's basic format
 * @param signedHeaders names separated by semicolons, as sent
 * @param expiresSeconds how long a presigned request is valid; -1 for one signed in its header
 * @param token the session token, empty if there is none
 */
record Signature(
        String keyId,
        Scope scope,
        String terminator,
        Timestamp timestamp,
        String signedHeaders,
        String value,
        long expiresSeconds,
        String token) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String QUERY_SIGNATURE = "X-Amz-Signature";

    boolean presigned() {
        return expiresSeconds >= 0;
    }

    /**
     * Reads a request's signature.
     *
     * @throws ServiceException that names the part that is missing
     */
    static Signature of(SignedHead request) {
        String authorization = first(request, "authorization");
        String algorithm = Encoding.parameter(request.rawQuery(), "X-Amz-Algorithm");
        if (authorization.isEmpty()) {
            if (algorithm.isEmpty()
                    && Encoding.parameter(request.rawQuery(), QUERY_SIGNATURE).isEmpty()) {
                throw new ServiceException(ErrorCode.MISSING_AUTHENTICATION_TOKEN, "Missing Authentication Token");
            }
            return ofQuery(request.rawQuery(), algorithm);
        }
        if (!algorithm.isEmpty()) {
            throw invalid("Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        }
        return ofHeader(request, authorization);
    }

    /**
     * Parses the header's value as pairs, whatever scheme it names. AWS reports the errors of any value as those of a
     * signature.
     */
    private static Signature ofHeader(SignedHead request, String authorization) {
        int space = authorization.indexOf(' ');
        Map<String, String> pairs = new HashMap<>();
        for (String part : authorization.substring(space + 1).split(",", -1)) {
            String pair = part.strip();
            int equals = pair.indexOf('=');
            if (equals < 0 && !pair.isEmpty()) {
                throw incomplete("Invalid key=value pair (missing equal-sign) in Authorization header (hashed with"
                        + " SHA-256 and encoded with Base64): '" + hashed(pair) + "'.");
            }
            if (equals >= 0 && pairs.put(pair.substring(0, equals), pair.substring(equals + 1)) != null) {
                throw incomplete("Duplicate key in Authorization header: '" + pair.substring(0, equals) + "'.");
            }
        }
        boolean known = authorization.startsWith(ALGORITHM + " ");
        String credential = known ? pairs.getOrDefault("Credential", "") : "";
        String signedHeaders = known ? pairs.getOrDefault("SignedHeaders", "") : "";
        String value = known ? pairs.getOrDefault("Signature", "") : "";
        String amzDate = first(request, "x-amz-date");
        String date = amzDate.isEmpty() ? first(request, "date") : amzDate;
        if (credential.isEmpty() || signedHeaders.isEmpty() || value.isEmpty() || date.isEmpty()) {
            throw incomplete(requires(credential, "'Credential' parameter. ")
                    + requires(value, "'Signature' parameter. ")
                    + requires(signedHeaders, "'SignedHeaders' parameter. ")
                    + requires(date, "existence of either a 'X-Amz-Date' or a 'Date' header. ")
                    + "(Hashed with SHA-256 and encoded with Base64) Authorization=" + hashed(authorization));
        }
        Timestamp timestamp = Timestamp.of(date);
        return of(credential, timestamp, signedHeaders, value, -1, first(request, "x-amz-security-token"));
    }

    private static Signature ofQuery(String query, String algorithm) {
        String credential = Encoding.parameter(query, "X-Amz-Credential");
        String value = Encoding.parameter(query, QUERY_SIGNATURE);
        String signedHeaders = Encoding.parameter(query, "X-Amz-SignedHeaders");
        String date = Encoding.parameter(query, "X-Amz-Date");
        String missing = missing(algorithm, "X-Amz-Algorithm")
                + missing(credential, "X-Amz-Credential")
                + missing(value, QUERY_SIGNATURE)
                + missing(signedHeaders, "X-Amz-SignedHeaders")
                + missing(date, "X-Amz-Date");
        if (!missing.isEmpty()) {
            throw incomplete(missing + "Re-examine the query-string parameters.");
        }
        if (!algorithm.equals(ALGORITHM)) {
            throw incomplete("Unsupported AWS 'algorithm': '" + algorithm + "'.");
        }
        return of(
                credential,
                Timestamp.of(date),
                signedHeaders,
                value,
                expires(Encoding.parameter(query, "X-Amz-Expires")),
                Encoding.parameter(query, "X-Amz-Security-Token"));
    }

    private static Signature of(
            String credential, Timestamp timestamp, String signedHeaders, String value, long expires, String token) {
        List<String> parts = List.of(credential.split("/", -1));
        if (parts.size() != 5) {
            throw incomplete("Credential must have exactly 5 slash-delimited elements, e.g."
                    + " keyid/date/region/service/term, got '" + credential + "'");
        }
        Scope scope = new Scope(parts.get(1), parts.get(2), parts.get(3));
        return new Signature(parts.get(0), scope, parts.get(4), timestamp, signedHeaders, value, expires, token);
    }

    private static long expires(String seconds) {
        try {
            // without the parameter, the signature is valid as long as one in a header
            long value = seconds.isEmpty() ? Limits.CLOCK_SKEW.toSeconds() : Long.parseLong(seconds);
            if (value >= 0 && value <= Limits.PRESIGNED_SECONDS) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw incomplete("X-Amz-Expires should be a number");
        }
        throw incomplete("X-Amz-Expires must be non-negative and less than a week (in seconds); that is, the given"
                + " X-Amz-Expires must be less than 604800 seconds");
    }

    /** The hash of a text that may be a secret. The error message shows the hash instead of the text. */
    private static String hashed(String text) {
        byte[] digest = Sha256.begin().digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    private static String first(SignedHead request, String name) {
        List<String> values = request.headers(name);
        return values.isEmpty() ? "" : values.getFirst().strip();
    }

    private static String requires(String value, String what) {
        return value.isEmpty() ? "Authorization header requires " + what : "";
    }

    private static String missing(String value, String parameter) {
        return value.isEmpty() ? "AWS query-string parameters must include '" + parameter + "'. " : "";
    }

    static ServiceException incomplete(String message) {
        return new ServiceException(ErrorCode.INCOMPLETE_SIGNATURE, message);
    }

    /** The error for a signature that is for another service than the requested one. */
    static ServiceException otherService(String service) {
        return new ServiceException(
                ErrorCode.SIGNATURE_SCOPE, "Credential should be scoped to correct service: '" + service + "'.");
    }

    static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_SIGNATURE, message);
    }
}
