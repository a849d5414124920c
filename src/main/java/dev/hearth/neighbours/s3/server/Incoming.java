package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.Checksum;
import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.Condition;
import dev.hearth.neighbours.s3.folder.Upload;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The content of a request, with its announced length, digest and checksums, from headers or trailers. */
final class Incoming {
    private static final String SHA = "x-amz-content-sha256";
    private static final String DECODED_LENGTH = "x-amz-decoded-content-length";
    private static final int MD5_BYTES = 16;

    private Incoming() {}

    /** The content as an upload, which checks it when all bytes were received. */
    static Upload upload(S3Request request) {
        Map<ChecksumAlgorithm, String> announced = checksums(request);
        Optional<String> md5 = md5(request);
        return new Upload(request.content(), length(request), announced.keySet(), received -> {
            if (md5.isPresent() && !md5.get().equals(received.md5())) {
                throw new S3Exception(
                                S3Error.BAD_DIGEST, "The Content-MD5 you specified did not match what we received.")
                        .with("ExpectedDigest", md5.get())
                        .with("CalculatedDigest", received.md5());
            }
            announced.forEach((algorithm, value) -> {
                String expected =
                        value.isEmpty() ? request.content().trailers().getOrDefault(algorithm.header(), "") : value;
                if (!expected.equals(received.checksums().get(algorithm))) {
                    throw new S3Exception(
                            S3Error.BAD_DIGEST,
                            "The " + algorithm.name() + " you specified did not match the calculated checksum.");
                }
            });
        });
    }

    /** A small body as a whole, without checks. */
    static byte[] bytes(S3Request request) throws IOException {
        byte[] content = request.content().readNBytes(Limits.XML_BYTES);
        if (request.content().read() >= 0) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
        return content;
    }

    /** A small body as a whole, checked. */
    static byte[] checkedBytes(S3Request request, boolean mustBeChecked) throws IOException {
        Upload upload = upload(request);
        if (mustBeChecked
                && upload.algorithms().isEmpty()
                && request.header("Content-MD5").isEmpty()) {
            throw new S3Exception(S3Error.INVALID_REQUEST, "Missing required header for this request: Content-MD5");
        }
        byte[] content = bytes(request);
        Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
        upload.algorithms().forEach(algorithm -> {
            Checksum checksum = algorithm.begin();
            checksum.update(content, 0, content.length);
            checksums.put(algorithm, checksum.base64());
        });
        upload.check().accept(new Upload.Received(content.length, md5(content), checksums));
        return content;
    }

    /** The condition on the object that is replaced. */
    static Condition condition(S3Request request) {
        Optional<String> absent = request.header("If-None-Match");
        if (absent.isPresent() && !absent.get().equals("*")) {
            throw new S3Exception(S3Error.NOT_IMPLEMENTED).with("Header", "If-None-Match");
        }
        return new Condition(request.header("If-Match").map(Incoming::unquoted), absent.isPresent());
    }

    static String unquoted(String etag) {
        return etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    /** The algorithms of the request's checksums. Those in trailers have no value yet. */
    private static Map<ChecksumAlgorithm, String> checksums(S3Request request) {
        Map<ChecksumAlgorithm, String> checksums = new EnumMap<>(ChecksumAlgorithm.class);
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            request.header(algorithm.header()).ifPresent(value -> checksums.put(algorithm, valid(algorithm, value)));
        }
        for (String trailer : request.http().headers("x-amz-trailer")) {
            String name = trailer.strip().toLowerCase(Locale.ROOT);
            ChecksumAlgorithm algorithm = ChecksumAlgorithm.ofHeader(name)
                    .orElseThrow(() -> new S3Exception(
                            S3Error.INVALID_REQUEST,
                            "The value specified in the x-amz-trailer header is not supported"));
            checksums.putIfAbsent(algorithm, "");
        }
        if (checksums.size() > 1) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "Expecting a single x-amz-checksum- header. Multiple" + " checksum Types are not allowed.");
        }
        return checksums;
    }

    private static String valid(ChecksumAlgorithm algorithm, String value) {
        try {
            int length = Base64.getDecoder().decode(value).length;
            if (length == algorithm.begin().value().length) {
                return value;
            }
        } catch (IllegalArgumentException notBase64) {
            throw invalidChecksum(algorithm);
        }
        throw invalidChecksum(algorithm);
    }

    private static S3Exception invalidChecksum(ChecksumAlgorithm algorithm) {
        return new S3Exception(S3Error.INVALID_REQUEST, "Value for " + algorithm.header() + " header is invalid.");
    }

    private static Optional<String> md5(S3Request request) {
        return request.http().header("Content-MD5").map(text -> {
            try {
                byte[] digest = Base64.getDecoder().decode(text.strip());
                if (digest.length == MD5_BYTES) {
                    return HexFormat.of().formatHex(digest);
                }
            } catch (IllegalArgumentException notBase64) {
                throw new S3Exception(S3Error.INVALID_DIGEST).with("Content-MD5", text);
            }
            throw new S3Exception(S3Error.INVALID_DIGEST).with("Content-MD5", text);
        });
    }

    private static long length(S3Request request) {
        boolean framed = request.header(SHA)
                .filter(value -> value.startsWith("STREAMING-"))
                .isPresent();
        List<String> length = request.http().headers(framed ? DECODED_LENGTH : "Content-Length");
        try {
            if (length.size() == 1) {
                return Math.max(0, Long.parseLong(length.getFirst().strip()));
            }
        } catch (NumberFormatException notANumber) {
            throw new S3Exception(S3Error.MISSING_CONTENT_LENGTH);
        }
        // a request without a body needs no length
        if (!framed && request.header("Transfer-Encoding").isEmpty()) {
            return 0;
        }
        throw new S3Exception(S3Error.MISSING_CONTENT_LENGTH);
    }

    private static String md5(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
