package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.SignedBody;
import dev.hearth.base.auth.StreamAuthenticator.Streamed;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.model.AccountId;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.Bucket;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import java.util.Map;
import java.util.Optional;

/**
 * A request to S3 whose signature was verified.
 *
 * @param permission checked before each operation
 * @param bucketName empty for the service itself
 * @param keyText empty for the bucket itself
 * @param query decoded
 */
record S3Request(
        HttpRequest http,
        Streamed signed,
        BucketFolder folder,
        Permission permission,
        String bucketName,
        String keyText,
        Map<String, String> query) {

    /** The bucket and key of a request: both in the path, or the bucket in the host. */
    record Target(String bucket, String key) {
        private static final String LOCAL = ".localhost";

        static Target of(HttpRequest request, String region) {
            String path = request.rawPath();
            String bucket = inHost(request, region);
            if (!bucket.isEmpty()) {
                return new Target(bucket, Uri.path(path.substring(Math.min(1, path.length()))));
            }
            int slash = path.indexOf('/', 1);
            return slash < 0
                    ? new Target(Uri.path(path.substring(Math.min(1, path.length()))), "")
                    : new Target(Uri.path(path.substring(1, slash)), Uri.path(path.substring(slash + 1)));
        }

        /** The bucket that the host names; empty if the path names it. */
        static String inHost(HttpRequest request, String region) {
            String host = request.header("Host").orElse("").replaceFirst(":[0-9]*$", "");
            return host.endsWith(LOCAL)
                    ? host.substring(0, host.length() - LOCAL.length())
                            .replaceFirst("(^|\\.)s3(\\." + region + ")?$", "")
                    : "";
        }
    }

    AccountId account() {
        return signed.caller().account();
    }

    SignedBody content() {
        return signed.content();
    }

    /** Checks whether the caller may do this with the bucket or object of the request. */
    void mustBeAllowed(String action) {
        String object = keyText.isEmpty() ? "" : "/" + keyText;
        mustBeAllowed(action, bucketName.isEmpty() ? "*" : bucketName + object);
    }

    /**
     * Checks whether the caller may do this.
     *
     * @param resource a bucket's name, or a bucket's name, a slash and a key
     */
    void mustBeAllowed(String action, String resource) {
        String arn = resource.equals("*") ? resource : "arn:aws:s3:::" + resource;
        if (!permission.allows(signed.caller(), "s3:" + action, arn, http)) {
            throw new S3Exception(
                    S3Error.ACCESS_DENIED,
                    "User: " + signed.caller().arn() + " is not authorized to perform: s3:" + action
                            + " on resource: \"" + arn + "\" because no identity-based policy allows the s3:" + action
                            + " action");
        }
    }

    /** The bucket, if it belongs to the caller's account. */
    Bucket bucket() {
        Optional<String> owner = header("x-amz-expected-bucket-owner");
        Bucket bucket = folder.bucket(account(), bucketName);
        if (owner.isPresent() && !owner.get().equals(bucket.owner().value())) {
            throw new S3Exception(S3Error.ACCESS_DENIED);
        }
        return bucket;
    }

    ObjectKey key() {
        return new ObjectKey(keyText);
    }

    /** Whether the query has a parameter, with or without a value. */
    boolean asks(String parameter) {
        return query.containsKey(parameter);
    }

    /** A parameter's value; empty if it is missing or has none. */
    String parameter(String name) {
        return query.getOrDefault(name, "");
    }

    /** A parameter or header as a number of at least 0, or a default without it. */
    int number(String parameter, int otherwise) {
        String text = parameter(parameter);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw invalid(parameter, text);
        }
        throw invalid(parameter, text);
    }

    /** The number of entries on a page. */
    int limit(String parameter) {
        return Math.min(number(parameter, Limits.PAGE), Limits.PAGE);
    }

    Optional<String> header(String name) {
        return http.header(name).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static S3Exception invalid(String parameter, String value) {
        return new S3Exception(
                        S3Error.INVALID_ARGUMENT,
                        "Provided " + parameter + " not an integer or within integer" + " range")
                .with("ArgumentName", parameter)
                .with("ArgumentValue", value);
    }
}
