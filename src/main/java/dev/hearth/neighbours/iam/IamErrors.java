package dev.hearth.neighbours.iam;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;

/** IAM's errors, with its messages. */
final class IamErrors {
    private IamErrors() {}

    static ServiceException noSuchEntity(String message) {
        return new ServiceException(ErrorCode.NO_SUCH_ENTITY, message);
    }

    static ServiceException notFound(EntityType type, String name) {
        return noSuchEntity("The " + type.lowerCase() + " with name " + name + " cannot be found.");
    }

    static ServiceException policyNotFound(String arn) {
        return noSuchEntity("Policy " + arn + " was not found.");
    }

    static ServiceException exists(String message) {
        return new ServiceException(ErrorCode.ENTITY_ALREADY_EXISTS, message);
    }

    static ServiceException conflict(String message) {
        return new ServiceException(ErrorCode.DELETE_CONFLICT, message);
    }

    static ServiceException limit(String message) {
        return new ServiceException(ErrorCode.LIMIT_EXCEEDED, message);
    }

    static ServiceException quota(String name, int limit) {
        return limit("Cannot exceed quota for " + name + ": " + limit);
    }

    static ServiceException malformed(String message) {
        return new ServiceException(ErrorCode.MALFORMED_POLICY_DOCUMENT, message);
    }

    static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_INPUT, message);
    }

    static ServiceException parameter(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    static ServiceException packedPolicyTooLarge(long percent) {
        return new ServiceException(
                ErrorCode.PACKED_POLICY_TOO_LARGE,
                "Packed size of session policy/tags consumes " + percent + "% of allotted space.");
    }

    static ServiceException validation(String message) {
        return new ServiceException(ErrorCode.VALIDATION, message);
    }
}
