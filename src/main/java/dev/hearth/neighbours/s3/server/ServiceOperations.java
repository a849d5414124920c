package dev.hearth.neighbours.s3.server;

import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.model.Sha256;
import dev.hearth.neighbours.s3.Limits;
import dev.hearth.neighbours.s3.S3Error;
import dev.hearth.neighbours.s3.S3Exception;
import dev.hearth.neighbours.s3.folder.Bucket;
import dev.hearth.neighbours.s3.folder.BucketFolder;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Operations on buckets: create, list, delete, and read settings. */
final class ServiceOperations {
    /** The one region whose buckets have no location constraint, and in which an owner may create a bucket again. */
    private static final String FIRST_REGION = "us-east-1";

    /** Settings that Hearth's buckets lack, with S3's error for a bucket without the setting. */
    private static final Map<String, Missing> MISSING = Map.ofEntries(
            Map.entry("cors", new Missing("NoSuchCORSConfiguration", "The CORS configuration does not exist")),
            Map.entry(
                    "lifecycle",
                    new Missing("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")),
            Map.entry(
                    "object-lock",
                    new Missing(
                            "ObjectLockConfigurationNotFoundError",
                            "Object Lock configuration does not exist for this bucket")),
            Map.entry(
                    "metadataConfiguration",
                    new Missing("MetadataConfigurationNotFound", "The metadata configuration was not found")),
            Map.entry(
                    "metadataTable",
                    new Missing("MetadataConfigurationNotFound", "The metadata configuration was not found")),
            Map.entry("policy", new Missing("NoSuchBucketPolicy", "The bucket policy does not exist")),
            Map.entry("policyStatus", new Missing("NoSuchBucketPolicy", "The bucket policy does not exist")),
            Map.entry(
                    "replication",
                    new Missing(
                            "ReplicationConfigurationNotFoundError", "The replication configuration was not found")),
            Map.entry(
                    "website",
                    new Missing(
                            "NoSuchWebsiteConfiguration",
                            "The specified bucket does not have a website configuration")));

    /** The settings that can be read, with the action for each. */
    static final Map<String, String> READING = Map.ofEntries(
            Map.entry("accelerate", "GetAccelerateConfiguration"),
            Map.entry("acl", "GetBucketAcl"),
            Map.entry("analytics", "GetAnalyticsConfiguration"),
            Map.entry("cors", "GetBucketCORS"),
            Map.entry("encryption", "GetEncryptionConfiguration"),
            Map.entry("intelligent-tiering", "GetIntelligentTieringConfiguration"),
            Map.entry("inventory", "GetInventoryConfiguration"),
            Map.entry("lifecycle", "GetLifecycleConfiguration"),
            Map.entry("location", "GetBucketLocation"),
            Map.entry("logging", "GetBucketLogging"),
            Map.entry("metadataConfiguration", "GetBucketMetadataTableConfiguration"),
            Map.entry("metadataTable", "GetBucketMetadataTableConfiguration"),
            Map.entry("metrics", "GetMetricsConfiguration"),
            Map.entry("notification", "GetBucketNotification"),
            Map.entry("object-lock", "GetBucketObjectLockConfiguration"),
            Map.entry("ownershipControls", "GetBucketOwnershipControls"),
            Map.entry("policy", "GetBucketPolicy"),
            Map.entry("policyStatus", "GetBucketPolicyStatus"),
            Map.entry("publicAccessBlock", "GetBucketPublicAccessBlock"),
            Map.entry("replication", "GetReplicationConfiguration"),
            Map.entry("requestPayment", "GetBucketRequestPayment"),
            Map.entry("tagging", "GetBucketTagging"),
            Map.entry("versioning", "GetBucketVersioning"),
            Map.entry("website", "GetBucketWebsite"));

    private final BucketFolder folder;
    private final String region;

    ServiceOperations(BucketFolder folder, String region) {
        this.folder = folder;
        this.region = region;
    }

    private record Missing(String code, String message) {}

    void list(S3Request request, HttpResponse response) {
        XmlWriter xml = S3Xml.of("ListAllMyBucketsResult");
        addOwner(xml, request).begin("Buckets");
        String prefix = request.parameter("prefix");
        String after = request.parameter("continuation-token");
        int limit = Math.max(1, request.number("max-buckets", Limits.BUCKETS));
        int count = 0;
        String last = "";
        boolean more = false;
        for (Bucket bucket : folder.buckets(request.account())) {
            if (!bucket.name().startsWith(prefix) || bucket.name().compareTo(after) <= 0) {
                continue;
            }
            if (count++ == limit) {
                more = true;
                break;
            }
            last = bucket.name();
            xml.begin("Bucket")
                    .add("Name", bucket.name())
                    .add("CreationDate", ObjectHeaders.xmlDate(bucket.created()))
                    .add("BucketRegion", region)
                    .end();
        }
        xml.end();
        if (more) {
            xml.add("ContinuationToken", last);
        }
        if (!prefix.isEmpty()) {
            xml.add("Prefix", prefix);
        }
        S3Xml.send(response, 200, xml);
    }

    void create(S3Request request, HttpResponse response) throws IOException {
        ObjectHeaders.mustBePrivate(request);
        if (request.header("x-amz-bucket-object-lock-enabled")
                .filter("true"::equalsIgnoreCase)
                .isPresent()) {
            throw new S3Exception(S3Error.NOT_IMPLEMENTED).with("Header", "x-amz-bucket-object-lock-enabled");
        }
        byte[] body = Incoming.checkedBytes(request, false);
        Optional<String> place = body.length == 0
                ? Optional.empty()
                : Element.parse(body, "CreateBucketConfiguration").text("LocationConstraint");
        String wanted = place.orElse(FIRST_REGION);
        if (!wanted.equals(region) || (place.isPresent() && region.equals(FIRST_REGION))) {
            throw new S3Exception(
                    S3Error.ILLEGAL_LOCATION_CONSTRAINT,
                    "The " + place.orElse("unspecified") + " location constraint is incompatible for the region"
                            + " specific endpoint this request was sent to.");
        }
        try {
            folder.create(request.account(), request.bucketName());
        } catch (S3Exception e) {
            boolean again = e.code().equals(S3Error.BUCKET_ALREADY_OWNED_BY_YOU.code());
            if (!again || !region.equals(FIRST_REGION)) {
                throw e;
            }
        }
        response.status(200)
                .header("Location", "/" + request.bucketName())
                .header("x-amz-bucket-arn", "arn:aws:s3:::" + request.bucketName());
        response.send(new byte[0]);
    }

    void head(S3Request request, HttpResponse response) {
        request.bucket();
        response.status(200)
                .header("x-amz-bucket-region", region)
                .header("x-amz-access-point-alias", "false")
                .header("Content-Type", "application/xml")
                .send(new byte[0]);
    }

    void delete(S3Request request, HttpResponse response) throws IOException {
        folder.delete(request.bucket());
        response.status(204).send(new byte[0]);
    }

    /** Reads a setting of the bucket. */
    void read(S3Request request, String setting, HttpResponse response) {
        Bucket bucket = request.bucket();
        Missing missing = MISSING.get(setting);
        if (missing != null) {
            throw S3Exception.ofAnswer(404, missing.code(), missing.message()).with("BucketName", bucket.name());
        }
        switch (setting) {
            case "accelerate" -> S3Xml.send(response, 200, S3Xml.of("AccelerateConfiguration"));
            case "acl" -> sendAcl(request, response);
            case "analytics", "intelligent-tiering", "inventory", "metrics" -> sendNone(request, setting, response);
            case "encryption" -> S3Xml.send(response, 200, encryption());
            case "location" -> S3Xml.send(response, 200, location());
            case "logging" -> S3Xml.send(response, 200, S3Xml.of("BucketLoggingStatus"));
            case "notification" -> S3Xml.send(response, 200, S3Xml.of("NotificationConfiguration"));
            case "ownershipControls" ->
                S3Xml.send(
                        response,
                        200,
                        S3Xml.of("OwnershipControls").begin("Rule").add("ObjectOwnership", "BucketOwnerEnforced"));
            case "publicAccessBlock" -> S3Xml.send(response, 200, publicAccessBlock());
            case "requestPayment" ->
                S3Xml.send(
                        response, 200, S3Xml.of("RequestPaymentConfiguration").add("Payer", "BucketOwner"));
            case "tagging" -> {
                if (bucket.tags().isEmpty()) {
                    throw new S3Exception(S3Error.NO_SUCH_TAG_SET).with("BucketName", bucket.name());
                }
                S3Xml.send(response, 200, Tags.toXml(bucket.tags()));
            }
            case "versioning" -> S3Xml.send(response, 200, S3Xml.of("VersioningConfiguration"));
            default -> throw new IllegalStateException("a setting that can't be read: " + setting);
        }
    }

    /** What AWS shows of a bucket that nobody has set encryption for. */
    private static XmlWriter encryption() {
        return S3Xml.of("ServerSideEncryptionConfiguration")
                .begin("Rule")
                .begin("ApplyServerSideEncryptionByDefault")
                .add("SSEAlgorithm", "AES256")
                .end()
                .add("BucketKeyEnabled", false);
    }

    /** What AWS shows of a new bucket: nothing in it is public, which holds for every bucket here. */
    private static XmlWriter publicAccessBlock() {
        return S3Xml.of("PublicAccessBlockConfiguration")
                .add("BlockPublicAcls", true)
                .add("IgnorePublicAcls", true)
                .add("BlockPublicPolicy", true)
                .add("RestrictPublicBuckets", true);
    }

    /** The settings of which a bucket may have many, each with an id. */
    private static void sendNone(S3Request request, String setting, HttpResponse response) {
        if (request.asks("id")) {
            throw S3Exception.ofAnswer(404, "NoSuchConfiguration", "The specified configuration does not exist.");
        }
        String list = switch (setting) {
            case "analytics" -> "ListBucketAnalyticsConfigurationResult";
            case "intelligent-tiering" -> "ListBucketIntelligentTieringConfigurationsOutput";
            case "inventory" -> "ListInventoryConfigurationsResult";
            case "metrics" -> "ListMetricsConfigurationsResult";
            default -> throw new IllegalStateException("no setting of many: " + setting);
        };
        S3Xml.send(response, 200, S3Xml.of(list).add("IsTruncated", false));
    }

    void tag(S3Request request, HttpResponse response) throws IOException {
        Bucket bucket = request.bucket();
        bucket.tag(Tags.ofXml(Incoming.checkedBytes(request, true), Limits.BUCKET_TAGS));
        response.status(204).send(new byte[0]);
    }

    void untag(S3Request request, HttpResponse response) throws IOException {
        request.bucket().tag(Map.of());
        response.status(204).send(new byte[0]);
    }

    /** The access control list, which gives the owner everything. */
    static void sendAcl(S3Request request, HttpResponse response) {
        XmlWriter xml = S3Xml.of("AccessControlPolicy");
        S3Xml.send(
                response,
                200,
                addOwner(xml, request)
                        .begin("AccessControlList")
                        .begin("Grant")
                        .beginWithAttributes(
                                "Grantee",
                                "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"")
                        .add("ID", ownerId(request))
                        .end()
                        .add("Permission", "FULL_CONTROL"));
    }

    static XmlWriter addOwner(XmlWriter xml, S3Request request) {
        return xml.begin("Owner").add("ID", ownerId(request)).end();
    }

    /** An account's canonical id: 64 hexadecimal digits that do not reveal the account. */
    private static String ownerId(S3Request request) {
        return Sha256.of("canonical user of " + request.account());
    }

    private XmlWriter location() {
        XmlWriter xml = S3Xml.of("LocationConstraint");
        return region.equals(FIRST_REGION) ? xml : xml.text(region);
    }
}
