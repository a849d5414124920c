package dev.hearth.controlplane.operation;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;

/** Errors that several operations answer with, in Lambda's words; see also {@code FunctionErrors}. */
public final class Failures {
    private Failures() {}

    public static ServiceException invalid(String message) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    /** Lambda says of some limits no {@code Type}. */
    public static ServiceException untyped(String message) {
        return ServiceException.untyped(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    public static ServiceException notFound(String message) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, message);
    }

    /** What Lambda says where a resource has no such setting, or is not there itself. */
    public static ServiceException noResource() {
        return notFound("The resource you requested does not exist.");
    }

    public static ServiceException noAlias(FunctionArn arn) {
        return notFound("Cannot find alias arn: " + arn);
    }

    /** Something that Lambda has and this program has not, and that it would be wrong to accept and ignore. */
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
     * A revision that is not the latest.
     *
     * @param api which operation tells the right one
     */
    public static ServiceException wrongRevision(String api) {
        return new ServiceException(
                ErrorCode.PRECONDITION_FAILED,
                "The Revision Id provided does not match the latest Revision Id. Call the " + api
                        + " API to retrieve the latest Revision Id");
    }
}
