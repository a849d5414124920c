package dev.hearth.neighbours.s3.server;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.Bucket;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import dev.hearth.neighbours.s3.folder.ObjectDescription;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** Operations that read objects. */
final class ObjectReads {
    private ObjectReads() {}

    /** GetObject and HeadObject. */
    static void read(S3Request request, HttpResponse response) throws IOException {
        BucketFolder.mustBeLatest(version(request));
        try (Bucket.Opened object = request.bucket().open(request.key())) {
            ObjectDescription description = object.description();
            if (!Preconditions.of(request).check(description)) {
                response.status(304)
                        .header("ETag", ObjectHeaders.quoted(description.etag()))
                        .header("Last-Modified", ObjectHeaders.httpDate(description.modified()))
                        .send(new byte[0]);
                return;
            }
            Optional<ByteRange> range = range(request, description);
            ObjectHeaders.write(description, ObjectHeaders.overrides(request), response);
            if (request.asks("partNumber") && !description.parts().isEmpty()) {
                response.header(
                        "x-amz-mp-parts-count",
                        Integer.toString(description.parts().size()));
            }
            boolean whole = range.isEmpty() || range.get().length() == description.size();
            if (whole
                    && request.header("x-amz-checksum-mode")
                            .filter("ENABLED"::equalsIgnoreCase)
                            .isPresent()) {
                ObjectHeaders.writeChecksum(description.checksum(), response);
            }
            ByteRange sent = range.orElse(new ByteRange(0, description.size()));
            if (range.isPresent()) {
                response.status(206)
                        .header(
                                "Content-Range",
                                "bytes " + sent.first() + "-" + (sent.first() + sent.length() - 1) + "/"
                                        + description.size());
            }
            send(request, response, object, sent);
        }
    }

    private static void send(S3Request request, HttpResponse response, Bucket.Opened object, ByteRange range)
            throws IOException {
        response.header("Content-Length", Long.toString(range.length()));
        if (request.http().method().equals("HEAD") || range.length() == 0) {
            response.send(new byte[0]);
            return;
        }
        try (InputStream content = object.content(range.first(), range.length());
                OutputStream body = response.stream()) {
            content.transferTo(body);
        }
    }

    /** The range to send: one part of a multipart object, or a range of bytes; empty for the whole object. */
    private static Optional<ByteRange> range(S3Request request, ObjectDescription object) {
        Optional<String> header = request.header("Range");
        if (!request.asks("partNumber")) {
            return header.flatMap(text -> ByteRange.parse(text, object.size()));
        }
        if (header.isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST, "Cannot specify both Range header and partNumber query parameter");
        }
        int number = request.number("partNumber", 0);
        if (object.parts().isEmpty() && number == 1) {
            return object.size() == 0 ? Optional.empty() : Optional.of(new ByteRange(0, object.size()));
        }
        if (number < 1 || number > object.parts().size()) {
            throw new S3Exception(S3Error.INVALID_PART_NUMBER)
                    .with("PartNumberRequested", Integer.toString(number))
                    .with(
                            "ActualPartCount",
                            Integer.toString(Math.max(1, object.parts().size())));
        }
        long before = object.parts().subList(0, number - 1).stream()
                .mapToLong(Long::longValue)
                .sum();
        return Optional.of(new ByteRange(before, object.parts().get(number - 1)));
    }

    /** GetObjectAttributes. */
    static void attributes(S3Request request, HttpResponse response) throws IOException {
        BucketFolder.mustBeLatest(version(request));
        String wanted = ","
                + String.join(",", request.http().headers("x-amz-object-attributes"))
                        .replace(" ", "") + ",";
        try (Bucket.Opened opened = request.bucket().open(request.key())) {
            ObjectDescription object = opened.description();
            XmlWriter xml = S3Xml.of("GetObjectAttributesResponse");
            if (wanted.contains(",ETag,")) {
                xml.add("ETag", object.etag());
            }
            if (wanted.contains(",Checksum,")) {
                ObjectHeaders.addChecksum(xml.begin("Checksum"), object.checksum())
                        .end();
            }
            if (wanted.contains(",ObjectParts,") && !object.parts().isEmpty()) {
                xml.begin("ObjectParts")
                        .add("PartsCount", object.parts().size())
                        .end();
            }
            if (wanted.contains(",StorageClass,")) {
                xml.add("StorageClass", object.attributes().storageClass());
            }
            if (wanted.contains(",ObjectSize,")) {
                xml.add("ObjectSize", object.size());
            }
            response.header("Last-Modified", ObjectHeaders.httpDate(object.modified()));
            S3Xml.send(response, 200, xml);
        }
    }

    /** Refuses object locks, which Hearth lacks. */
    static void noLock(S3Request request, HttpResponse response) {
        request.bucket();
        throw S3Exception.ofAnswer(400, "InvalidRequest", "Bucket is missing Object Lock Configuration");
    }

    static void tags(S3Request request, HttpResponse response) throws IOException {
        BucketFolder.mustBeLatest(version(request));
        try (Bucket.Opened object = request.bucket().open(request.key())) {
            S3Xml.send(
                    response, 200, Tags.toXml(object.description().attributes().tags()));
        }
    }

    static void acl(S3Request request, HttpResponse response) throws IOException {
        request.bucket().open(request.key()).close();
        ServiceOperations.sendAcl(request, response);
    }

    static Optional<String> version(S3Request request) {
        return request.asks("versionId") ? Optional.of(request.parameter("versionId")) : Optional.empty();
    }
}
