package dev.hearth.model;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;

/** Errors that both invoking and managing a function may answer with, in Lambda's words. */
public final class FunctionErrors {
    private FunctionErrors() {}

    public static ServiceException notFound(FunctionArn arn) {
        return new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "Function not found: " + arn);
    }

    /** The function's state does not allow it. */
    public static ServiceException wrongState(FunctionState state) {
        return new ServiceException(
                ErrorCode.RESOURCE_CONFLICT,
                "The operation cannot be performed at this time. The function is currently in the following state: "
                        + state.name().wire());
    }
}
