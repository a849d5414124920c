package dev.hearth.neighbours.s3;

import java.util.LinkedHashMap;
import java.util.Map;

/** An expected failure of a request to S3, either to Hearth or to another store. */
public final class S3Exception extends RuntimeException {
    private final int status;
    private final String code;
    private final Map<String, String> details;

    private S3Exception(int status, String code, String message, Map<String, String> details) {
        // an expected failure needs no stack trace
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.details = Map.copyOf(details);
    }

    public S3Exception(S3Error error) {
        this(error, error.message());
    }

    public S3Exception(S3Error error, String message) {
        this(error.status(), error.code(), message, Map.of());
    }

    /** An error from another store. */
    public static S3Exception ofAnswer(int status, String code, String message) {
        return new S3Exception(status, code, message, Map.of());
    }

    /** A copy with one more element, which S3 adds to some errors. */
    public S3Exception with(String element, String value) {
        Map<String, String> more = new LinkedHashMap<>(details);
        more.put(element, value);
        return new S3Exception(status, code, getMessage(), more);
    }

    public int status() {
        return status;
    }

    /** The code, such as {@code NoSuchKey}. */
    public String code() {
        return code;
    }

    /** The elements of the response besides code and message. */
    public Map<String, String> details() {
        return details;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
