package dev.hearth.neighbours.s3.server;

import dev.hearth.base.auth.ChecksumAlgorithm;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.ObjectKey;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.Attributes;
import dev.hearth.neighbours.s3.folder.Bucket;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import dev.hearth.neighbours.s3.folder.ObjectDescription;
import dev.hearth.neighbours.s3.folder.Upload;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Operations that store, change and remove objects. */
final class ObjectWrites {
    private ObjectWrites() {}

    static void put(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        ObjectKey key = request.key();
        ObjectDescription object = bucket.put(
                key, ObjectHeaders.attributes(request), Incoming.upload(request), Incoming.condition(request));
        ObjectHeaders.writeChecksum(object.checksum(), response);
        response.status(200).header("ETag", ObjectHeaders.quoted(object.etag())).send(new byte[0]);
    }

    static void copy(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        ObjectKey key = request.key();
        CopySource place = CopySource.of(request);
        boolean replace = directive(request, "x-amz-metadata-directive");
        if (!replace && place.bucket().equals(bucket) && place.key().equals(key)) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        try (Bucket.Opened source = place.open(request)) {
            ObjectDescription from = source.description();
            if (from.size() > Limits.PUT_BYTES) {
                throw new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "The specified copy source is larger than the maximum allowable size for a copy source: "
                                + Limits.PUT_BYTES);
            }
            Attributes given = ObjectHeaders.attributes(request);
            Attributes attributes = replace
                    ? given
                    : new Attributes(
                            from.attributes().headers(), from.attributes().metadata(), Map.of(), given.storageClass());
            attributes = attributes.withTags(
                    directive(request, "x-amz-tagging-directive")
                            ? given.tags()
                            : from.attributes().tags());
            ChecksumAlgorithm algorithm = request.header("x-amz-checksum-algorithm")
                    .flatMap(ChecksumAlgorithm::of)
                    .orElse(
                            from.checksum().composite()
                                    ? ChecksumAlgorithm.CRC64NVME
                                    : from.checksum().algorithm());
            Upload upload = new Upload(source.content(0, from.size()), from.size(), Set.of(algorithm), _ -> {});
            ObjectDescription object = bucket.put(key, attributes, upload, Incoming.condition(request));
            XmlWriter xml = S3Xml.of("CopyObjectResult")
                    .add("LastModified", ObjectHeaders.xmlDate(object.modified()))
                    .add("ETag", ObjectHeaders.quoted(object.etag()));
            S3Xml.send(response, 200, ObjectHeaders.addChecksum(xml, object.checksum()));
        }
    }

    private static boolean directive(S3Request request, String name) {
        String value = request.header(name).orElse("COPY");
        return switch (value) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default ->
                throw new S3Exception(S3Error.INVALID_ARGUMENT, "Unknown directive.")
                        .with("ArgumentName", name)
                        .with("ArgumentValue", value);
        };
    }

    static void delete(S3Request request, HttpResponse response) throws IOException {
        BucketFolder.mustBeLatest(ObjectReads.version(request));
        request.bucket().delete(List.of(request.key()));
        response.status(204).send(new byte[0]);
    }

    /** DeleteObjects. */
    static void deleteMany(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        Element document = Element.parse(Incoming.checkedBytes(request, true), "Delete");
        List<Element> objects = document.all("Object");
        if (objects.isEmpty() || objects.size() > Limits.DELETES) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
        boolean quiet = document.text("Quiet").orElse("").equals("true");
        XmlWriter xml = S3Xml.of("DeleteResult");
        List<ObjectKey> keys = new ArrayList<>();
        for (Element object : objects) {
            String key = object.required("Key");
            try {
                BucketFolder.mustBeLatest(object.text("VersionId").filter(version -> !version.isEmpty()));
                if (key.isEmpty()) {
                    throw new S3Exception(S3Error.MALFORMED_XML);
                }
                ObjectKey named = new ObjectKey(key);
                request.mustBeAllowed("DeleteObject", bucket.name() + "/" + key);
                keys.add(named);
            } catch (S3Exception refused) {
                xml.begin("Error")
                        .add("Key", key)
                        .add("Code", refused.code())
                        .add("Message", refused.getMessage())
                        .end();
            }
        }
        bucket.delete(keys);
        if (!quiet) {
            keys.forEach(key -> xml.begin("Deleted").add("Key", key.value()).end());
        }
        S3Xml.send(response, 200, xml);
    }

    static void tag(S3Request request, HttpResponse response) throws IOException {
        BucketFolder.mustBeLatest(ObjectReads.version(request));
        Bucket bucket = request.bucket();
        bucket.tag(request.key(), Tags.ofXml(Incoming.checkedBytes(request, true), Limits.OBJECT_TAGS));
        response.status(200).send(new byte[0]);
    }

    static void untag(S3Request request, HttpResponse response) throws IOException {
        BucketFolder.mustBeLatest(ObjectReads.version(request));
        request.bucket().tag(request.key(), Map.of());
        response.status(204).send(new byte[0]);
    }

    /** The source in {@code x-amz-copy-source}. */
    record CopySource(Bucket bucket, ObjectKey key) {
        static CopySource of(S3Request request) {
            String text = request.header("x-amz-copy-source").orElse("");
            int question = text.indexOf("?versionId=");
            if (question >= 0) {
                BucketFolder.mustBeLatest(Optional.of(text.substring(question + "?versionId=".length())));
                text = text.substring(0, question);
            }
            String path = Uri.path(text.startsWith("/") ? text.substring(1) : text);
            int slash = path.indexOf('/');
            if (slash <= 0 || slash == path.length() - 1) {
                throw new S3Exception(
                                S3Error.INVALID_ARGUMENT,
                                "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
                        .with("ArgumentName", "x-amz-copy-source")
                        .with("ArgumentValue", text);
            }
            return new CopySource(
                    request.folder().bucket(request.account(), path.substring(0, slash)),
                    new ObjectKey(path.substring(slash + 1)));
        }

        /** Opens the source, if it meets the request's conditions. */
        Bucket.Opened open(S3Request request) throws IOException {
            request.mustBeAllowed("GetObject", bucket.name() + "/" + key);
            Bucket.Opened source = bucket.open(key);
            try {
                if (!Preconditions.ofSource(request).check(source.description())) {
                    throw new S3Exception(S3Error.PRECONDITION_FAILED)
                            .with("Condition", "x-amz-copy-source-If-None-Match");
                }
                return source;
            } catch (S3Exception refused) {
                source.close();
                throw refused;
            }
        }
    }
}
