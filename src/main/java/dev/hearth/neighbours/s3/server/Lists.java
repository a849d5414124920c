package dev.hearth.neighbours.s3.server;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.UriEncoding;
import dev.hearth.neighbours.s3.folder.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/** Lists of a bucket's objects, in pages, for S3's three list operations. */
final class Lists {
    private Lists() {}

    /** ListObjectsV2. */
    static void second(S3Request request, HttpResponse response) throws IOException {
        UnaryOperator<String> encoding = encoding(request);
        String token = request.parameter("continuation-token");
        String after = token.isEmpty() ? request.parameter("start-after") : decoded(token);
        int limit = request.limit("max-keys");
        Listing page = list(request, after, limit);
        XmlWriter xml = begin("ListBucketResult", request, encoding, limit, page);
        xml.add("KeyCount", page.entries().size() + page.prefixes().size());
        if (!token.isEmpty()) {
            xml.add("ContinuationToken", token);
        }
        if (request.asks("start-after")) {
            xml.add("StartAfter", encoding.apply(request.parameter("start-after")));
        }
        if (page.truncated()) {
            xml.add("NextContinuationToken", encoded(page.next()));
        }
        boolean owners = request.parameter("fetch-owner").equals("true");
        page.entries().forEach(entry -> {
            addEntry(xml.begin("Contents"), entry, encoding);
            if (owners) {
                ServiceOperations.addOwner(xml, request);
            }
            xml.end();
        });
        finish(xml, page, encoding, response);
    }

    /** ListObjects. */
    static void first(S3Request request, HttpResponse response) throws IOException {
        UnaryOperator<String> encoding = encoding(request);
        int limit = request.limit("max-keys");
        Listing page = list(request, request.parameter("marker"), limit);
        XmlWriter xml = begin("ListBucketResult", request, encoding, limit, page);
        xml.add("Marker", encoding.apply(request.parameter("marker")));
        if (page.truncated() && !request.parameter("delimiter").isEmpty()) {
            xml.add("NextMarker", encoding.apply(page.next()));
        }
        page.entries().forEach(entry -> {
            addEntry(xml.begin("Contents"), entry, encoding);
            ServiceOperations.addOwner(xml, request).end();
        });
        finish(xml, page, encoding, response);
    }

    /** ListObjectVersions: each object has the one that is called "null". */
    static void versions(S3Request request, HttpResponse response) throws IOException {
        UnaryOperator<String> encoding = encoding(request);
        int limit = request.limit("max-keys");
        Listing page = list(request, request.parameter("key-marker"), limit);
        XmlWriter xml = begin("ListVersionsResult", request, encoding, limit, page);
        xml.add("KeyMarker", encoding.apply(request.parameter("key-marker")))
                .add("VersionIdMarker", request.parameter("version-id-marker"));
        if (page.truncated()) {
            xml.add("NextKeyMarker", encoding.apply(page.next())).add("NextVersionIdMarker", "null");
        }
        page.entries().forEach(entry -> {
            addEntry(xml.begin("Version"), entry, encoding);
            xml.add("VersionId", "null").add("IsLatest", true);
            ServiceOperations.addOwner(xml, request).end();
        });
        finish(xml, page, encoding, response);
    }

    private static Listing list(S3Request request, String after, int limit) throws IOException {
        Listing.Query query =
                new Listing.Query(request.parameter("prefix"), request.parameter("delimiter"), after, limit);
        // for a page of size 0, S3 answers that the list is complete
        Listing page = request.bucket().list(query);
        return limit == 0 ? new Listing(page.entries(), page.prefixes(), "") : page;
    }

    private static XmlWriter begin(
            String root, S3Request request, UnaryOperator<String> encoding, int limit, Listing page) {
        XmlWriter xml = S3Xml.of(root)
                .add("Name", request.bucketName())
                .add("Prefix", encoding.apply(request.parameter("prefix")))
                .add("MaxKeys", limit)
                .add("IsTruncated", page.truncated());
        if (!request.parameter("delimiter").isEmpty()) {
            xml.add("Delimiter", encoding.apply(request.parameter("delimiter")));
        }
        if (request.asks("encoding-type")) {
            xml.add("EncodingType", "url");
        }
        return xml;
    }

    private static void addEntry(XmlWriter xml, Listing.Entry entry, UnaryOperator<String> encoding) {
        xml.add("Key", encoding.apply(entry.key()))
                .add("LastModified", ObjectHeaders.xmlDate(entry.modified()))
                .add("ETag", ObjectHeaders.quoted(entry.etag()))
                .add("Size", entry.size())
                .add("StorageClass", entry.storageClass());
    }

    private static void finish(XmlWriter xml, Listing page, UnaryOperator<String> encoding, HttpResponse response) {
        page.prefixes()
                .forEach(prefix -> xml.begin("CommonPrefixes")
                        .add("Prefix", encoding.apply(prefix))
                        .end());
        S3Xml.send(response, 200, xml);
    }

    static UnaryOperator<String> encoding(S3Request request) {
        if (!request.asks("encoding-type")) {
            return UnaryOperator.identity();
        }
        if (!request.parameter("encoding-type").equals("url")) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Invalid Encoding Method specified in Request")
                    .with("ArgumentName", "encoding-type")
                    .with("ArgumentValue", request.parameter("encoding-type"));
        }
        return UriEncoding::path;
    }

    private static String encoded(String next) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(token);
            if (bytes.length <= Limits.KEY_BYTES) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException notOurs) {
            throw wrongToken();
        }
        throw wrongToken();
    }

    private static S3Exception wrongToken() {
        return new S3Exception(S3Error.INVALID_ARGUMENT, "The continuation token provided is incorrect")
                .with("ArgumentName", "continuation-token");
    }
}
