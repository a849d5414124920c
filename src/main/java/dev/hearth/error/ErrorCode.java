package dev.hearth.error;

import static dev.hearth.error.ErrorCategory.CALLER;
import static dev.hearth.error.ErrorCategory.PLATFORM;
import static dev.hearth.error.ErrorCategory.THROTTLE;

/** The errors that callers can get, each with the exception's name in the API, its HTTP status and its category. */
public enum ErrorCode {
    ACCESS_DENIED("AccessDeniedException", 403, CALLER),
    /** Lambda's three errors for images that can't be run. */
    CODE_ARTIFACT_FAILED("CodeArtifactUserFailedException", 409, CALLER),
    CODE_ARTIFACT_DENIED("CodeArtifactUserFailedException", 409, CALLER),
    CODE_ARTIFACT_DELETED("CodeArtifactUserDeletedException", 409, CALLER),
    CODE_SIGNING_CONFIG_NOT_FOUND("CodeSigningConfigNotFoundException", 404, CALLER),
    CODE_STORAGE_EXCEEDED("CodeStorageExceededException", 400, CALLER),
    CODE_VERIFICATION_FAILED("CodeVerificationFailedException", 400, CALLER),
    DELETE_CONFLICT("DeleteConflictException", 409, CALLER),
    ENTITY_ALREADY_EXISTS("EntityAlreadyExistsException", 409, CALLER),
    EXPIRED_TOKEN("ExpiredTokenException", 403, CALLER),
    INCOMPLETE_SIGNATURE("IncompleteSignatureException", 403, CALLER),
    /** IAM's form of it. */
    INVALID_INPUT("InvalidInputException", 400, CALLER),
    /** CloudWatch Logs' form of it. */
    INVALID_PARAMETER("InvalidParameterException", 400, CALLER),
    INVALID_PARAMETER_VALUE("InvalidParameterValueException", 400, CALLER),
    INVALID_REQUEST_CONTENT("InvalidRequestContentException", 400, CALLER),
    INVALID_RUNTIME("InvalidRuntimeException", 502, PLATFORM),
    INVALID_SIGNATURE("InvalidSignatureException", 403, CALLER),
    INVALID_ZIP_FILE("InvalidZipFileException", 502, CALLER),
    LIMIT_EXCEEDED("LimitExceededException", 409, CALLER),
    MALFORMED_POLICY_DOCUMENT("MalformedPolicyDocumentException", 400, CALLER),
    MISSING_AUTHENTICATION_TOKEN("MissingAuthenticationTokenException", 403, CALLER),
    NO_SUCH_ENTITY("NoSuchEntityException", 404, CALLER),
    PACKED_POLICY_TOO_LARGE("PackedPolicyTooLargeException", 400, CALLER),
    POLICY_LENGTH_EXCEEDED("PolicyLengthExceededException", 400, CALLER),
    PRECONDITION_FAILED("PreconditionFailedException", 412, CALLER),
    PROVISIONED_CONCURRENCY_CONFIG_NOT_FOUND("ProvisionedConcurrencyConfigNotFoundException", 404, CALLER),
    RECURSIVE_INVOCATION("RecursiveInvocationException", 400, CALLER),
    REQUEST_ENTITY_TOO_LARGE("RequestEntityTooLargeException", 413, CALLER),
    RESOURCE_ALREADY_EXISTS("ResourceAlreadyExistsException", 400, CALLER),
    RESOURCE_CONFLICT("ResourceConflictException", 409, CALLER),
    RESOURCE_IN_USE("ResourceInUseException", 400, CALLER),
    RESOURCE_NOT_FOUND("ResourceNotFoundException", 404, CALLER),
    SERIALIZATION("SerializationException", 400, CALLER),
    SERVICE("ServiceException", 500, PLATFORM),
    SERVICE_UNAVAILABLE("ServiceUnavailableException", 503, PLATFORM),
    /** The scope of a signature names another region, service or day. */
    SIGNATURE_SCOPE("InvalidSignatureException", 403, CALLER),
    /** The date of a signature is too far from now. */
    SIGNATURE_TIME("InvalidSignatureException", 403, CALLER),
    TOO_MANY_REQUESTS("TooManyRequestsException", 429, THROTTLE),
    TOO_MANY_TAGS("TooManyTagsException", 400, CALLER),
    UNKNOWN_OPERATION("UnknownOperationException", 404, CALLER),
    UNRECOGNIZED_CLIENT("UnrecognizedClientException", 403, CALLER),
    VALIDATION("ValidationException", 400, CALLER);

    private final String wire;
    private final int status;
    private final ErrorCategory category;

    ErrorCode(String wire, int status, ErrorCategory category) {
        this.wire = wire;
        this.status = status;
        this.category = category;
    }

    /** The exception's name in the API. */
    public String wire() {
        return wire;
    }

    public int status() {
        return status;
    }

    public ErrorCategory category() {
        return category;
    }
}
