package dev.hearth.api;

import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.base.xml.XmlWriter;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.neighbours.iam.IamService;
import dev.hearth.neighbours.sts.StsService;

/** How a service's requests and errors are written: AWS has a form for each generation of its services. */
enum Protocol {
    /** Lambda: paths, and JSON bodies. */
    REST_JSON("application/json"),
    /** CloudWatch Logs: the operation in {@code X-Amz-Target}, and JSON bodies. */
    JSON("application/x-amz-json-1.1"),
    /** STS and IAM: the operation in a form or query, and XML answers. */
    QUERY("text/xml");

    private final String contentType;

    Protocol(String contentType) {
        this.contentType = contentType;
    }

    String contentType() {
        return contentType;
    }

    /** The form that this request is in. */
    static Protocol of(HttpRequest request) {
        if (request.header("X-Amz-Target").isPresent()) {
            return JSON;
        }
        return request.rawPath().length() <= 1 ? QUERY : REST_JSON;
    }

    /** The status that tells of an error: the older of AWS's JSON services have one for all that callers do wrong. */
    int status(ErrorCode code) {
        return this == JSON && code.category() != ErrorCategory.PLATFORM && code != ErrorCode.REQUEST_ENTITY_TOO_LARGE
                ? 400
                : code.status();
    }

    /** The body that tells of an error. */
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
            case QUERY -> queryError(error, namespace(request), requestId);
        };
    }

    private static byte[] restError(ServiceException error) {
        JsonWriter writer = new JsonWriter().beginObject();
        error.reason().ifPresent(reason -> writer.member("Reason", reason));
        if (error.isTyped() && modelled(error.code())) {
            writer.member("Type", error.code().category() == ErrorCategory.PLATFORM ? "Service" : "User");
        }
        return writer.member(capitalMessage(error.code()) ? "Message" : "message", error.getMessage())
                .endObject()
                .toBytes();
    }

    /** Whether the error is one of Lambda's model, which has a Type, and not of what stands before every service. */
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

    /** The model spells the member with a capital in some of its errors. */
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
        String code = switch (error.code()) {
            case UNRECOGNIZED_CLIENT -> "InvalidClientTokenId";
            case INVALID_SIGNATURE, SIGNATURE_SCOPE, SIGNATURE_TIME -> "SignatureDoesNotMatch";
            case UNKNOWN_OPERATION -> "InvalidAction";
            case VALIDATION -> "ValidationError";
            default -> {
                String wire = error.code().wire();
                yield wire.endsWith("Exception") ? wire.substring(0, wire.length() - 9) : wire;
            }
        };
        return XmlWriter.indented()
                .begin("ErrorResponse", namespace)
                .begin("Error")
                .add("Type", error.code().category() == ErrorCategory.PLATFORM ? "Receiver" : "Sender")
                .add("Code", code)
                .add("Message", error.getMessage())
                .end()
                .add("RequestId", requestId)
                .bytes();
    }

    /** Errors are in the namespace of the service that the request was signed for. */
    private static String namespace(HttpRequest request) {
        boolean iam = request.header("Authorization").orElse("").contains("/iam/aws4_request");
        return iam ? IamService.NAMESPACE : StsService.NAMESPACE;
    }
}
