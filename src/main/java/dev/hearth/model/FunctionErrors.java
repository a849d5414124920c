package dev.hearth.model;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;

/** Errors of both Invoke and the management API, with Lambda's messages. */
public final class FunctionErrors {
    private FunctionErrors() {}

    public static ServiceException notFound(FunctionArn arn) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "Function not found: " + arn);
    }

    /** The error for an operation that the function's state does not allow. */
    public static ServiceException wrongState(FunctionState state) {
        return new ServiceException(
                ErrorCode.RESOURCE_CONFLICT,
                "The operation cannot be performed at this time. The function is currently in the following state: "
                        + state.name().wire());
    }
}
