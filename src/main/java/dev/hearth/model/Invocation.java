package dev.hearth.model;

import java.util.Optional;

/**
 * One call of a function, as the caller made it.
 *
 * @param requestId the id that the caller, the function and the logs see
 * @param payload the event, passed through unread; not copied, so nobody may write to it
 * @param invokedArn the ARN that the caller used, with the alias or version if one was named
 * @param traceHeader the {@code X-Amzn-Trace-Id} to hand to the function
 * @param clientContext the caller's client context, as JSON
 * @param cognitoIdentity the caller's Cognito identity, as JSON
 * @param tenantId the tenant, of functions with tenant isolation
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody; a copy would cost the hot path
public record Invocation(
        String requestId,
        byte[] payload,
        FunctionArn invokedArn,
        String traceHeader,
        Optional<String> clientContext,
        Optional<String> cognitoIdentity,
        Optional<String> tenantId) {
    /** The same, to be traced under another header. */
    public Invocation withTraceHeader(String header) {
        return new Invocation(requestId, payload, invokedArn, header, clientContext, cognitoIdentity, tenantId);
    }

    /** The same with another event. */
    public Invocation withPayload(byte[] event) {
        return new Invocation(requestId, event, invokedArn, traceHeader, clientContext, cognitoIdentity, tenantId);
    }
}
