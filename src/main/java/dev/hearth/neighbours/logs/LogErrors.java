package dev.hearth.neighbours.logs;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;

/** The errors of a log store, with CloudWatch's messages. */
final class LogErrors {
    private LogErrors() {}

    static ServiceException missing(String what) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "The specified log " + what + " does not exist.");
    }

    static ServiceException present(String what) {
        return new ServiceException(ErrorCode.RESOURCE_ALREADY_EXISTS, "The specified log " + what + " already exists");
    }

    static ServiceException protectedGroup() {
        return new ServiceException(
                ErrorCode.VALIDATION,
                "The specified log group has deletion protection, which must be taken off first.");
    }

    static ServiceException tooManyGroups() {
        return new ServiceException(ErrorCode.LIMIT_EXCEEDED, "Resource limit exceeded.");
    }

    static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER, message);
    }

    /** The error for a disk that is too slow, or fails. */
    static ServiceException unavailable() {
        return new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The service cannot complete the request.");
    }
}
