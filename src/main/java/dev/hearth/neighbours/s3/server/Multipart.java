package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.UriEncoding;
import dev.hearth.neighbours.s3.folder.Bucket;
import dev.hearth.neighbours.s3.folder.ObjectDescription;
import dev.hearth.neighbours.s3.folder.PartUploads.Begun;
import dev.hearth.neighbours.s3.folder.PartUploads.Named;
import dev.hearth.neighbours.s3.folder.PartUploads.Part;
import dev.hearth.neighbours.s3.folder.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Uploads in parts. */
final class Multipart {
    private static final String ALGORITHM = "x-amz-checksum-algorithm";
    private static final String TYPE = "x-amz-checksum-type";

    private Multipart() {}

    static void begin(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        Optional<ChecksumAlgorithm> chosen = request.header(ALGORITHM).map(Multipart::algorithm);
        ChecksumAlgorithm algorithm = chosen.orElse(ChecksumAlgorithm.CRC64NVME);
        boolean composite = composite(algorithm, request.header(TYPE));
        Begun upload = bucket.uploads()
                .begin(request.key(), ObjectHeaders.attributes(request), algorithm, composite, chosen.isPresent());
        if (chosen.isPresent()) {
            response.header(ALGORITHM, algorithm.name()).header(TYPE, ObjectHeaders.type(composite));
        }
        S3Xml.send(
                response,
                200,
                S3Xml.of("InitiateMultipartUploadResult")
                        .add("Bucket", bucket.name())
                        .add("Key", upload.key().value())
                        .add("UploadId", upload.id()));
    }

    private static ChecksumAlgorithm algorithm(String name) {
        return ChecksumAlgorithm.of(name)
                .orElseThrow(() -> new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "Checksum algorithm provided is unsupported. Please try again with any"
                                + " of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
    }

    private static boolean composite(ChecksumAlgorithm algorithm, Optional<String> type) {
        boolean composite = type.map("COMPOSITE"::equals).orElse(algorithm != ChecksumAlgorithm.CRC64NVME);
        boolean possible = composite ? algorithm != ChecksumAlgorithm.CRC64NVME : algorithm.cyclic();
        if (!possible
                || type.filter(text -> !text.equals(ObjectHeaders.type(composite)))
                        .isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The " + type.orElse("") + " checksum type cannot be used with the " + algorithm.name()
                            + " checksum algorithm.");
        }
        return composite;
    }

    static void put(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        int number = number(request);
        Begun upload = bucket.uploads().find(request.parameter("uploadId"), request.key());
        Part part = bucket.uploads().put(upload, number, Incoming.upload(request));
        if (upload.chosen()) {
            response.header(upload.algorithm().header(), part.checksum());
        }
        response.status(200).header("ETag", ObjectHeaders.quoted(part.etag())).send(new byte[0]);
    }

    /** UploadPartCopy. */
    static void copy(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        int number = number(request);
        Begun upload = bucket.uploads().find(request.parameter("uploadId"), request.key());
        try (Bucket.Opened source = ObjectWrites.CopySource.of(request).open(request)) {
            long size = source.description().size();
            ByteRange range = request.header("x-amz-copy-source-range")
                    .map(text -> ByteRange.parseExact(text, size))
                    .orElse(new ByteRange(0, size));
            Upload content =
                    new Upload(source.content(range.first(), range.length()), range.length(), Set.of(), _ -> {});
            Part part = bucket.uploads().put(upload, number, content);
            XmlWriter xml = S3Xml.of("CopyPartResult")
                    .add("LastModified", ObjectHeaders.xmlDate(part.modified()))
                    .add("ETag", ObjectHeaders.quoted(part.etag()));
            S3Xml.send(response, 200, addChecksum(xml, upload, part));
        }
    }

    static void complete(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        Begun upload = bucket.uploads().find(request.parameter("uploadId"), request.key());
        Element document = Element.parse(Incoming.bytes(request), "CompleteMultipartUpload");
        List<Named> named = new ArrayList<>();
        for (Element part : document.all("Part")) {
            named.add(new Named(
                    number(part.required("PartNumber")),
                    Incoming.unquoted(part.required("ETag").strip()),
                    part.text(ObjectHeaders.element(upload.algorithm())).orElse("")));
        }
        if (named.isEmpty() || named.size() > Limits.PARTS) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
        Optional<String> expected = request.header(upload.algorithm().header())
                .map(value -> upload.composite() && !value.contains("-") ? value + "-" + named.size() : value);
        ObjectDescription object = bucket.uploads().complete(upload, named, expected, Incoming.condition(request));
        XmlWriter xml = S3Xml.of("CompleteMultipartUploadResult")
                .add(
                        "Location",
                        "/" + bucket.name() + "/"
                                + UriEncoding.path(object.key().value()))
                .add("Bucket", bucket.name())
                .add("Key", object.key().value())
                .add("ETag", ObjectHeaders.quoted(object.etag()));
        S3Xml.send(response, 200, ObjectHeaders.addChecksum(xml, object.checksum()));
    }

    static void abort(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        bucket.uploads().abort(bucket.uploads().find(request.parameter("uploadId"), request.key()));
        response.status(204).send(new byte[0]);
    }

    static void parts(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        Begun upload = bucket.uploads().find(request.parameter("uploadId"), request.key());
        int after = request.number("part-number-marker", 0);
        int limit = request.limit("max-parts");
        List<Part> left = bucket.uploads().parts(upload).stream()
                .filter(part -> part.number() > after)
                .toList();
        List<Part> page = left.subList(0, Math.min(limit, left.size()));
        XmlWriter xml = S3Xml.of("ListPartsResult")
                .add("Bucket", bucket.name())
                .add("Key", upload.key().value())
                .add("UploadId", upload.id())
                .add("PartNumberMarker", after)
                .add("NextPartNumberMarker", page.isEmpty() ? 0 : page.getLast().number())
                .add("MaxParts", limit)
                .add("IsTruncated", page.size() < left.size())
                .add("StorageClass", upload.attributes().storageClass());
        if (upload.chosen()) {
            xml.add("ChecksumAlgorithm", upload.algorithm().name())
                    .add("ChecksumType", ObjectHeaders.type(upload.composite()));
        }
        addParties(xml, request);
        for (Part part : page) {
            xml.begin("Part")
                    .add("PartNumber", part.number())
                    .add("LastModified", ObjectHeaders.xmlDate(part.modified()))
                    .add("ETag", ObjectHeaders.quoted(part.etag()))
                    .add("Size", part.size());
            addChecksum(xml, upload, part).end();
        }
        S3Xml.send(response, 200, xml);
    }

    /** ListMultipartUploads. */
    static void list(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        UnaryOperator<String> encoding = Lists.encoding(request);
        String prefix = request.parameter("prefix");
        String delimiter = request.parameter("delimiter");
        int limit = request.limit("max-uploads");
        List<Begun> page = new ArrayList<>();
        TreeSet<String> groups = new TreeSet<>();
        boolean truncated = false;
        for (Begun upload : after(bucket.uploads().all(), request)) {
            String key = upload.key().value();
            if (!key.startsWith(prefix)) {
                continue;
            }
            int end = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (page.size() + groups.size() >= limit) {
                truncated = limit > 0;
                break;
            }
            if (end < 0) {
                page.add(upload);
            } else {
                groups.add(key.substring(0, end + delimiter.length()));
            }
        }
        XmlWriter xml = S3Xml.of("ListMultipartUploadsResult")
                .add("Bucket", bucket.name())
                .add("KeyMarker", encoding.apply(request.parameter("key-marker")))
                .add("UploadIdMarker", request.parameter("upload-id-marker"))
                .add("Prefix", encoding.apply(prefix))
                .add("Delimiter", encoding.apply(delimiter))
                .add("MaxUploads", limit)
                .add("IsTruncated", truncated);
        if (truncated && !page.isEmpty()) {
            xml.add("NextKeyMarker", encoding.apply(page.getLast().key().value()))
                    .add("NextUploadIdMarker", page.getLast().id());
        }
        if (request.asks("encoding-type")) {
            xml.add("EncodingType", "url");
        }
        for (Begun upload : page) {
            xml.begin("Upload")
                    .add("Key", encoding.apply(upload.key().value()))
                    .add("UploadId", upload.id())
                    .add("StorageClass", upload.attributes().storageClass())
                    .add("Initiated", ObjectHeaders.xmlDate(upload.begun()));
            addParties(xml, request).end();
        }
        groups.forEach(group ->
                xml.begin("CommonPrefixes").add("Prefix", encoding.apply(group)).end());
        S3Xml.send(response, 200, xml);
    }

    private static List<Begun> after(List<Begun> all, S3Request request) {
        String marker = request.parameter("key-marker");
        String id = request.parameter("upload-id-marker");
        if (marker.isEmpty()) {
            return all;
        }
        boolean passed = false;
        List<Begun> rest = new ArrayList<>();
        for (Begun upload : all) {
            int order = dev.hearth.neighbours.s3.ObjectKey.compare(upload.key().value(), marker);
            if (order > 0 || (order == 0 && passed)) {
                rest.add(upload);
            }
            passed |= order == 0 && upload.id().equals(id);
        }
        return rest;
    }

    private static XmlWriter addParties(XmlWriter xml, S3Request request) {
        xml.begin("Initiator").add("ID", request.signed().caller().arn()).end();
        return ServiceOperations.addOwner(xml, request);
    }

    private static XmlWriter addChecksum(XmlWriter xml, Begun upload, Part part) {
        return upload.chosen() ? xml.add(ObjectHeaders.element(upload.algorithm()), part.checksum()) : xml;
    }

    private static int number(S3Request request) {
        int number = request.number("partNumber", 0);
        if (number < 1 || number > Limits.PARTS) {
            throw new S3Exception(
                            S3Error.INVALID_ARGUMENT,
                            "Part number must be an integer between 1 and " + Limits.PARTS + ", inclusive")
                    .with("ArgumentName", "partNumber")
                    .with("ArgumentValue", request.parameter("partNumber"));
        }
        return number;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
    }
}
