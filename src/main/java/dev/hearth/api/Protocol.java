package dev.hearth.api;

import dev.hearth.base.auth.ClaimedService;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.IamService;
import dev.hearth.neighbours.sts.StsService;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/** The protocols of AWS's services, each with its own format of requests and errors. */
enum Protocol {
    /** Lambda: paths, and JSON bodies. */
    REST_JSON("application/json"),
    /** CloudWatch Logs: the operation in {@code X-Amz-Target}, and JSON bodies. */
    JSON("application/x-amz-json-1.1"),
    /** STS and IAM: the operation in a form or query, and XML answers. */
    QUERY("text/xml"),
    /** EC2's variant of the Query protocol. */
    EC2("text/xml"),
    /** Paths, and XML bodies. */
    REST_XML("text/xml"),
    /** Smithy's RPC v2: paths that name operations, and CBOR bodies. */
    CBOR("application/cbor");

    private static final int CBOR_MAP = 0xa0;
    private static final int CBOR_TEXT = 0x60;

    /** The additional information in CBOR for a length that follows in four bytes. */
    private static final int CBOR_FOUR_BYTES = 26;

    private static final String JSON_1_0 = "application/x-amz-json-1.0";

    /**
     * The services with XML bodies that Hearth lacks. Their clients can then read the error. S3 writes its errors
     * itself.
     */
    private static final Set<String> XML_SERVICES =
            Set.of("cloudfront", "route53", "s3-object-lambda", "s3-outposts", "s3express");

    private final String contentType;

    Protocol(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The content type of the response. For JSON it has the version that the request has. */
    String contentType(HttpRequest request) {
        boolean old = this == JSON
                && request.header("Content-Type")
                        .map(type -> type.startsWith(JSON_1_0))
                        .orElse(false);
        return old ? JSON_1_0 : contentType;
    }

    /** The protocol of a request. */
    static Protocol of(HttpRequest request) {
        if (request.header("X-Amz-Target").isPresent()) {
            return JSON;
        }
        if (request.header("smithy-protocol").equals(Optional.of("rpc-v2-cbor"))) {
            return CBOR;
        }
        String service = ClaimedService.of(request).orElse("");
        if (XML_SERVICES.contains(service)) {
            return REST_XML;
        }
        boolean form = request.rawPath().length() <= 1 && !service.equals("lambda");
        return form && service.equals("ec2") ? EC2 : form ? QUERY : REST_JSON;
    }

    /** The HTTP status of an error. The older JSON services have one status for all errors of callers. */
    int status(ErrorCode code) {
        return (this == JSON || this == CBOR)
                        && code.category() != ErrorCategory.PLATFORM
                        && code != ErrorCode.REQUEST_ENTITY_TOO_LARGE
                ? 400
                : code.status();
    }

    /** The body of an error. */
    byte[] error(ServiceException error, HttpRequest request, String requestId) {
        return switch (this) {
            case REST_JSON -> restError(error);
            case JSON ->
                new JsonWriter()
                        .beginObject()
                        .member("__type", error.code().wire())
                        .member("message", error.getMessage())
                        .endObject()
                        .toBytes();
            case QUERY, REST_XML -> queryError(error, namespace(request), requestId);
            case EC2 -> ec2Error(error, requestId);
            case CBOR -> cborError(error);
        };
    }

    private static byte[] restError(ServiceException error) {
        JsonWriter writer = new JsonWriter().beginObject();
        error.reason().ifPresent(reason -> writer.member("Reason", reason));
        if (error.isTyped() && modelled(error.code())) {
            writer.member("Type", error.code().category() == ErrorCategory.PLATFORM ? "Service" : "User");
        }
        String name = capitalMessage(error.code()) ? "Message" : "message";
        JsonWriter written = error.hasMessage()
                ? writer.member(name, error.getMessage())
                : writer.name(name).nothing();
        return written.endObject().toBytes();
    }

    /** Whether the error is in Lambda's model, and so has a Type. Errors of authentication are not. */
    private static boolean modelled(ErrorCode code) {
        return switch (code) {
            case ACCESS_DENIED,
                    EXPIRED_TOKEN,
                    INCOMPLETE_SIGNATURE,
                    INVALID_SIGNATURE,
                    MISSING_AUTHENTICATION_TOKEN,
                    REQUEST_ENTITY_TOO_LARGE,
                    SERIALIZATION,
                    SERVICE_UNAVAILABLE,
                    SIGNATURE_SCOPE,
                    SIGNATURE_TIME,
                    UNKNOWN_OPERATION,
                    UNRECOGNIZED_CLIENT,
                    VALIDATION -> false;
            default -> true;
        };
    }

    /** Whether the model writes the message's member with a capital letter, as it does in some errors. */
    private static boolean capitalMessage(ErrorCode code) {
        return switch (code) {
            case ACCESS_DENIED,
                    CODE_SIGNING_CONFIG_NOT_FOUND,
                    CODE_VERIFICATION_FAILED,
                    INVALID_RUNTIME,
                    INVALID_ZIP_FILE,
                    RESOURCE_IN_USE,
                    RESOURCE_NOT_FOUND,
                    SERIALIZATION,
                    SERVICE -> true;
            default -> false;
        };
    }

    private static byte[] queryError(ServiceException error, String namespace, String requestId) {
        return XmlWriter.indented()
                .begin("ErrorResponse", namespace)
                .begin("Error")
                .add("Type", error.code().category() == ErrorCategory.PLATFORM ? "Receiver" : "Sender")
                .add("Code", queryCode(error.code()))
                .add("Message", error.getMessage())
                .end()
                .add("RequestId", requestId)
                .bytes();
    }

    private static byte[] ec2Error(ServiceException error, String requestId) {
        return XmlWriter.indented()
                .begin("Response")
                .begin("Errors")
                .begin("Error")
                .add("Code", queryCode(error.code()))
                .add("Message", error.getMessage())
                .end()
                .end()
                .add("RequestID", requestId)
                .bytes();
    }

    private static String queryCode(ErrorCode code) {
        return switch (code) {
            case UNRECOGNIZED_CLIENT -> "InvalidClientTokenId";
            case INVALID_SIGNATURE, SIGNATURE_SCOPE, SIGNATURE_TIME -> "SignatureDoesNotMatch";
            case UNKNOWN_OPERATION -> "InvalidAction";
            case VALIDATION -> "ValidationError";
            default -> {
                String wire = code.wire();
                yield wire.endsWith("Exception") ? wire.substring(0, wire.length() - 9) : wire;
            }
        };
    }

    /** A map of two texts in CBOR: RFC 8949. */
    private static byte[] cborError(ServiceException error) {
        ByteArrayOutputStream cbor = new ByteArrayOutputStream();
        cbor.write(CBOR_MAP | 2);
        cborText(cbor, "__type");
        cborText(cbor, error.code().wire());
        cborText(cbor, "message");
        cborText(cbor, error.getMessage());
        return cbor.toByteArray();
    }

    private static void cborText(ByteArrayOutputStream cbor, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        cbor.write(CBOR_TEXT | CBOR_FOUR_BYTES);
        cbor.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        cbor.writeBytes(bytes);
    }

    /** The XML namespace of the service that the request was signed for. */
    private static String namespace(HttpRequest request) {
        boolean iam = request.header("Authorization").orElse("").contains("/iam/aws4_request");
        return iam ? IamService.NAMESPACE : StsService.NAMESPACE;
    }
}
