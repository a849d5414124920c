package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.Attributes;
import dev.hearth.neighbours.s3.folder.ObjectDescription;
import dev.hearth.neighbours.s3.folder.StoredChecksum;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The headers of an object: read from an upload, written to a download. */
final class ObjectHeaders {
    private static final String METADATA = "x-amz-meta-";
    private static final List<String> KEPT = List.of(
            "cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires");
    private static final String DEFAULT_TYPE = "binary/octet-stream";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter XML_DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final Set<String> CLASSES = Set.of(
            "STANDARD",
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER",
            "DEEP_ARCHIVE",
            "GLACIER_IR");

    /** Headers of features that Hearth lacks, where silently ignoring them would mislead the caller. */
    private static final List<String> REFUSED = List.of(
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-website-redirect-location",
            "x-amz-write-offset-bytes");

    private ObjectHeaders() {}

    /** The attributes in an upload's headers. */
    static Attributes attributes(S3Request request) {
        refuse(request);
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT) {
            request.header(name).ifPresent(value -> headers.put(name, value));
        }
        // aws-chunked describes the transfer, not the object
        headers.computeIfPresent("content-encoding", (_, value) -> withoutFraming(value));
        Map<String, String> metadata = new LinkedHashMap<>();
        int size = 0;
        for (String name : request.http().headerNames()) {
            if (name.startsWith(METADATA)) {
                String value = String.join(",", request.http().headers(name));
                metadata.put(name.substring(METADATA.length()), value);
                size += name.length() - METADATA.length() + value.length();
            }
        }
        if (size > Limits.METADATA_BYTES) {
            throw new S3Exception(S3Error.METADATA_TOO_LARGE)
                    .with("Size", Integer.toString(size))
                    .with("MaxSizeAllowed", Integer.toString(Limits.METADATA_BYTES));
        }
        String storageClass = request.header("x-amz-storage-class").orElse(Attributes.STANDARD);
        if (!CLASSES.contains(storageClass)) {
            throw new S3Exception(S3Error.INVALID_STORAGE_CLASS).with("StorageClassRequested", storageClass);
        }
        Map<String, String> tags =
                request.header("x-amz-tagging").map(Tags::ofHeader).orElse(Map.of());
        return new Attributes(headers, metadata, tags, storageClass);
    }

    private static void refuse(S3Request request) {
        for (String name : REFUSED) {
            if (request.header(name).isPresent()) {
                throw new S3Exception(S3Error.NOT_IMPLEMENTED).with("Header", name);
            }
        }
        Optional<String> encryption = request.header("x-amz-server-side-encryption");
        if (encryption.isPresent() && !encryption.get().equals("AES256")) {
            throw new S3Exception(S3Error.NOT_IMPLEMENTED).with("Header", "x-amz-server-side-encryption");
        }
        mustBePrivate(request);
    }

    /** Refuses access control lists: access is by account only, as with S3's own default since 2023. */
    static void mustBePrivate(S3Request request) {
        String acl = request.header("x-amz-acl").orElse("private");
        boolean grants = request.http().headerNames().stream().anyMatch(name -> name.startsWith("x-amz-grant-"));
        if (grants || !(acl.equals("private") || acl.equals("bucket-owner-full-control"))) {
            throw new S3Exception(S3Error.ACCESS_CONTROL_LIST_NOT_SUPPORTED);
        }
    }

    private static String withoutFraming(String encoding) {
        String rest = encoding.replaceAll("(^|,)\\s*aws-chunked\\s*(?=,|$)", "");
        return rest.startsWith(",") ? rest.substring(1).strip() : rest.strip();
    }

    /**
     * Writes an object's headers to a response.
     *
     * @param overrides values that the reader asked for instead
     */
    static void write(ObjectDescription object, Map<String, String> overrides, HttpResponse response) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", DEFAULT_TYPE));
        headers.putAll(object.attributes().headers());
        headers.putAll(overrides);
        headers.forEach((name, value) -> {
            if (!value.isEmpty()) {
                response.header(capitalized(name), value);
            }
        });
        response.header("Last-Modified", httpDate(object.modified()))
                .header("ETag", quoted(object.etag()))
                .header("Accept-Ranges", "bytes");
        object.attributes().metadata().forEach((name, value) -> response.header(METADATA + name, value));
        if (!object.attributes().tags().isEmpty()) {
            response.header(
                    "x-amz-tagging-count",
                    Integer.toString(object.attributes().tags().size()));
        }
        if (!object.attributes().storageClass().equals(Attributes.STANDARD)) {
            response.header("x-amz-storage-class", object.attributes().storageClass());
        }
    }

    static void writeChecksum(StoredChecksum checksum, HttpResponse response) {
        response.header(checksum.algorithm().header(), checksum.value())
                .header("x-amz-checksum-type", type(checksum.composite()));
    }

    static XmlWriter addChecksum(XmlWriter xml, StoredChecksum checksum) {
        return xml.add(element(checksum.algorithm()), checksum.value()).add("ChecksumType", type(checksum.composite()));
    }

    static String element(ChecksumAlgorithm algorithm) {
        return "Checksum" + algorithm.name();
    }

    static String type(boolean composite) {
        return composite ? "COMPOSITE" : "FULL_OBJECT";
    }

    static String quoted(String etag) {
        return "\"" + etag + "\"";
    }

    static String xmlDate(Instant instant) {
        return XML_DATE.format(instant);
    }

    static String httpDate(Instant instant) {
        return HTTP_DATE.format(instant);
    }

    /** The headers that a reader overrides: {@code response-content-type=…} in the query. */
    static Map<String, String> overrides(S3Request request) {
        Map<String, String> overrides = new LinkedHashMap<>();
        for (String name : KEPT) {
            if (request.asks("response-" + name)) {
                String value = request.parameter("response-" + name);
                if (!StandardCharsets.ISO_8859_1.newEncoder().canEncode(value)
                        || value.chars().anyMatch(character -> character < ' ' || character == 0x7f)) {
                    throw new S3Exception(
                                    S3Error.INVALID_ARGUMENT, "Header value cannot be represented using ISO-8859-1.")
                            .with("ArgumentName", "response-" + name)
                            .with("ArgumentValue", value);
                }
                overrides.put(name, value);
            }
        }
        return overrides;
    }

    private static String capitalized(String name) {
        StringBuilder capitalized = new StringBuilder(name);
        for (int i = 0; i < name.length(); i++) {
            if (i == 0 || name.charAt(i - 1) == '-') {
                capitalized.setCharAt(i, Character.toUpperCase(name.charAt(i)));
            }
        }
        return capitalized.toString();
    }
}
