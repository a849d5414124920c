package dev.hearth.controlplane.operation;

import dev.hearth.model.AccountId;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.lambda.model.LambdaRequest;
import software.amazon.awssdk.services.lambda.model.LambdaResponse;

/**
 * One operation of the API: its route and its code.
 *
 * @param name as in the API, {@code CreateFunction}
 * @param method of HTTP
 * @param path with members in braces, {@code /2015-03-31/functions/{FunctionName}}
 * @param status the HTTP status of success
 * @param action its name in policies, {@code lambda:CreateFunction}
 * @param bodyBytes the longest body of a request
 * @param newRequest makes an empty request: a builder, which is an {@code SdkPojo} and a {@code Buildable}
 */
public record Operation<I extends LambdaRequest, O extends LambdaResponse>(
        String name,
        String method,
        String path,
        int status,
        String action,
        int bodyBytes,
        Class<I> request,
        Supplier<? extends SdkPojo> newRequest,
        Handler<I, O> handler) {
    private static final String REQUEST = "Request";

    /** An operation with the name of its request. */
    public static <I extends LambdaRequest, O extends LambdaResponse> Operation<I, O> of(
            String method,
            String path,
            int status,
            Class<I> request,
            Supplier<? extends SdkPojo> newRequest,
            Handler<I, O> handler) {
        String shape = request.getSimpleName();
        String name = shape.substring(0, shape.length() - REQUEST.length());
        return new Operation<>(
                name, method, path, status, "lambda:" + name, Limits.REQUEST_BYTES, request, newRequest, handler);
    }

    /** The same operation, with bodies large enough for a code package. */
    public Operation<I, O> withCode() {
        return new Operation<>(
                name, method, path, status, action, Limits.CODE_REQUEST_BYTES, request, newRequest, handler);
    }

    /** The same operation, with another name in policies. */
    public Operation<I, O> allowedBy(String otherAction) {
        return new Operation<>(name, method, path, status, otherAction, bodyBytes, request, newRequest, handler);
    }

    /** Executes the operation for an account. */
    @FunctionalInterface
    public interface Handler<I, O> {
        O handle(AccountId account, I request);
    }

    /** Executes the operation. The request must be of this operation's class. */
    public O handle(AccountId account, LambdaRequest anyRequest) {
        return handler.handle(account, request.cast(anyRequest));
    }
}
