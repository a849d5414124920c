package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.RefusedBodyException;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.util.Locale;

/** Converts errors of other packages to S3's errors. */
final class Refusals {
    private Refusals() {}

    /** The error for a failed authentication or authorization. */
    static S3Exception of(ServiceException refusal, HttpRequest request, String region) {
        boolean presigned = request.header("Authorization").isEmpty();
        return switch (refusal.code()) {
            case UNRECOGNIZED_CLIENT ->
                new S3Exception(hasToken(request) ? S3Error.INVALID_TOKEN : S3Error.INVALID_ACCESS_KEY_ID);
            case EXPIRED_TOKEN -> new S3Exception(S3Error.EXPIRED_TOKEN);
            case INVALID_SIGNATURE -> new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH);
            case SIGNATURE_TIME ->
                presigned
                        ? new S3Exception(S3Error.ACCESS_DENIED, "Request has expired")
                        : new S3Exception(S3Error.REQUEST_TIME_TOO_SKEWED).with("MaxAllowedSkewMilliseconds", "900000");
            case SIGNATURE_SCOPE ->
                new S3Exception(
                                S3Error.AUTHORIZATION_HEADER_MALFORMED,
                                "The authorization header is malformed; " + refusal.getMessage())
                        .with("Region", region);
            case INCOMPLETE_SIGNATURE ->
                S3Exception.ofAnswer(
                        400,
                        presigned ? "AuthorizationQueryParametersError" : S3Error.AUTHORIZATION_HEADER_MALFORMED.code(),
                        refusal.getMessage());
            case ACCESS_DENIED, MISSING_AUTHENTICATION_TOKEN ->
                new S3Exception(S3Error.ACCESS_DENIED, refusal.getMessage());
            case SERVICE_UNAVAILABLE -> new S3Exception(S3Error.SERVICE_UNAVAILABLE, refusal.getMessage());
            case VALIDATION -> new S3Exception(S3Error.INVALID_ARGUMENT, refusal.getMessage());
            default -> throw refusal;
        };
    }

    private static boolean hasToken(HttpRequest request) {
        return request.header("x-amz-security-token").isPresent()
                || request.rawQuery().toLowerCase(Locale.ROOT).contains("x-amz-security-token=");
    }

    /** The error for a body that differs from what was signed. */
    static S3Exception of(RefusedBodyException refusal) {
        return switch (refusal.reason()) {
            case UNKNOWN_FORM -> new S3Exception(S3Error.INVALID_ARGUMENT, refusal.getMessage());
            case INCOMPLETE, LENGTH -> new S3Exception(S3Error.INCOMPLETE_BODY, refusal.getMessage());
            case DIGEST -> new S3Exception(S3Error.X_AMZ_CONTENT_SHA256_MISMATCH);
            case SIGNATURE -> new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH);
        };
    }
}
