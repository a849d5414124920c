package dev.hearth.neighbours.s3.server;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the operation of a request by its method, by whether it names a bucket and a key, and by its query. */
final class Routes {
    /** The query parameters that select another operation. */
    private static final List<String> SUBRESOURCES = List.of(
            "accelerate",
            "acl",
            "analytics",
            "attributes",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metadataConfiguration",
            "metadataTable",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "renameObject",
            "replication",
            "requestPayment",
            "restore",
            "retention",
            "select",
            "session",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versioning",
            "versions",
            "website");

    private final ServiceOperations service;

    Routes(ServiceOperations service) {
        this.service = service;
    }

    /** Answers a request. */
    @FunctionalInterface
    interface Operation {
        void answer(S3Request request, HttpResponse response) throws IOException;
    }

    /**
     * An operation, and the action that its caller must be allowed.
     *
     * @param action without {@code s3:}; empty if the operation checks permissions itself, for each object
     */
    record Route(String action, Operation operation) {}

    Route find(S3Request request) {
        String part = part(request);
        return search(request)
                .orElseThrow(() -> part.isEmpty()
                        ? new S3Exception(S3Error.METHOD_NOT_ALLOWED)
                                .with("Method", request.http().method())
                                .with("ResourceType", request.keyText().isEmpty() ? "BUCKET" : "OBJECT")
                        : new S3Exception(S3Error.NOT_IMPLEMENTED).with("Header", part));
    }

    private static String part(S3Request request) {
        return SUBRESOURCES.stream().filter(request::asks).findFirst().orElse("");
    }

    /** The operation of a request; empty for one that Hearth lacks. */
    Optional<Route> search(S3Request request) {
        String part = part(request);
        Optional<Route> found;
        if (request.bucketName().isEmpty()) {
            found = request.http().method().equals("GET") && part.isEmpty()
                    ? Optional.of(new Route("ListAllMyBuckets", service::list))
                    : Optional.empty();
        } else {
            found = request.keyText().isEmpty() ? ofBucket(request, part) : ofObject(request, part);
        }
        return found;
    }

    private Optional<Route> ofBucket(S3Request request, String part) {
        return Optional.ofNullable(
                switch (request.http().method() + " " + part) {
                    case "PUT " -> new Route("CreateBucket", service::create);
                    case "PUT tagging" -> new Route("PutBucketTagging", service::tag);
                    case "HEAD " -> new Route("ListBucket", service::head);
                    case "DELETE " -> new Route("DeleteBucket", service::delete);
                    case "DELETE tagging" -> new Route("PutBucketTagging", service::untag);
                    case "POST delete" -> new Route("", ObjectWrites::deleteMany);
                    case "GET uploads" -> new Route("ListBucketMultipartUploads", Multipart::list);
                    case "GET versions" -> new Route("ListBucketVersions", Lists::versions);
                    case "GET " ->
                        new Route(
                                "ListBucket",
                                request.parameter("list-type").equals("2") ? Lists::second : Lists::first);
                    default -> request.http().method().equals("GET") ? setting(part) : null;
                });
    }

    private @Nullable Route setting(String part) {
        String action = ServiceOperations.READING.get(part);
        return action == null ? null : new Route(action, (request, response) -> service.read(request, part, response));
    }

    private static Optional<Route> ofObject(S3Request request, String part) {
        boolean copy = request.header("x-amz-copy-source").isPresent();
        return Optional.ofNullable(
                switch (request.http().method() + " " + part) {
                    case "GET ", "HEAD " -> new Route("GetObject", ObjectReads::read);
                    case "GET acl" -> new Route("GetObjectAcl", ObjectReads::acl);
                    case "GET attributes" -> new Route("GetObjectAttributes", ObjectReads::attributes);
                    case "GET tagging" -> new Route("GetObjectTagging", ObjectReads::tags);
                    case "GET legal-hold" -> new Route("GetObjectLegalHold", ObjectReads::noLock);
                    case "GET retention" -> new Route("GetObjectRetention", ObjectReads::noLock);
                    case "GET uploadId" -> new Route("ListMultipartUploadParts", Multipart::parts);
                    case "PUT " -> new Route("PutObject", copy ? ObjectWrites::copy : ObjectWrites::put);
                    case "PUT tagging" -> new Route("PutObjectTagging", ObjectWrites::tag);
                    case "PUT uploadId" -> new Route("PutObject", copy ? Multipart::copy : Multipart::put);
                    case "POST uploads" -> new Route("PutObject", Multipart::begin);
                    case "POST uploadId" -> new Route("PutObject", Multipart::complete);
                    case "DELETE " -> new Route("DeleteObject", ObjectWrites::delete);
                    case "DELETE tagging" -> new Route("DeleteObjectTagging", ObjectWrites::untag);
                    case "DELETE uploadId" -> new Route("AbortMultipartUpload", Multipart::abort);
                    default -> null;
                });
    }
}
