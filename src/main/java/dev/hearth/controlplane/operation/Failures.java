package dev.hearth.controlplane.operation;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;

/** Errors of several operations, with Lambda's messages. See also {@code FunctionErrors}. */
public final class Failures {
    private Failures() {}

    public static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    /** A limit error without a {@code Type}, as Lambda answers for some limits. */
    public static ServiceException untyped(String message) {
        return ServiceException.untyped(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    public static ServiceException notFound(String message) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, message);
    }

    /** Lambda's error where a resource has no such setting, or does not exist. */
    public static ServiceException noResource() {
        return notFound("The resource you requested does not exist.");
    }

    public static ServiceException noAlias(FunctionArn arn) {
        return notFound("Cannot find alias arn: " + arn);
    }

    /**
     * The error for a feature of Lambda that Hearth does not have, where silently ignoring it would mislead the caller.
     */
    public static ServiceException unsupported(String what) {
        return invalid(what + " is not supported by Hearth yet.");
    }

    public static ServiceException exists(FunctionArn arn) {
        return new ServiceException(ErrorCode.RESOURCE_CONFLICT, "Function already exist: " + arn.name());
    }

    public static ServiceException conflict(String message) {
        return new ServiceException(ErrorCode.RESOURCE_CONFLICT, message);
    }

    public static ServiceException wrongRevision() {
        return wrongRevision("GetFunction/GetAlias");
    }

    /**
     * The error for a revision that is not the latest.
     *
     * @param api the operation that returns the latest revision
     */
    public static ServiceException wrongRevision(String api) {
        return new ServiceException(
                ErrorCode.PRECONDITION_FAILED,
                "The Revision Id provided does not match the latest Revision Id. Call the " + api
                        + " API to retrieve the latest Revision Id");
    }
}
