package dev.hearth.dataplane.frontend;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Quotas;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Checks the parts of an Invoke request. Errors have Lambda's messages. */
final class RequestChecks {
    private static final String CLIENT_CONTEXT = "Client context must be a valid Base64-encoded JSON object.";

    private RequestChecks() {}

    /** The function's event: the caller's bytes as they are, or an empty object if there are none. */
    static byte[] payload(byte[] sent) {
        if (sent.length == 0) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
        try {
            Json.validate(sent);
        } catch (JsonException e) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST_CONTENT,
                    "Could not parse request body into json: Could not parse payload into json: " + e.getMessage());
        }
        return sent;
    }

    /**
     * Refuses an asynchronous event that is too large. The limit of all events is enforced when the request is read.
     */
    static void checkEventSize(byte[] sent) {
        if (sent.length > Quotas.ASYNCHRONOUS_EVENT_BYTES) {
            throw new ServiceException(
                    ErrorCode.REQUEST_ENTITY_TOO_LARGE,
                    sent.length + " byte payload is too large for the Event invocation type (limit "
                            + Quotas.ASYNCHRONOUS_EVENT_BYTES + " bytes)");
        }
    }

    /** Refuses a tenant that is missing, or set for a function without tenant isolation. */
    static void checkTenant(FunctionVersion function, Optional<String> tenant) {
        if (function.isolatesTenants() && tenant.isEmpty()) {
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The invoked function is enabled with tenancy configuration. Add a valid tenant ID in your request "
                            + "and try again.");
        }
        if (!function.isolatesTenants() && tenant.isPresent()) {
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "The invoked function is not enabled with tenancy configuration. Remove the tenant ID from your "
                            + "request and try again.");
        }
    }

    /** The client context as JSON. */
    static Optional<String> clientContext(Optional<String> sent) {
        return sent.filter(text -> !text.isEmpty()).map(RequestChecks::decode);
    }

    private static String decode(String text) {
        if (text.length() > Limits.CLIENT_CONTEXT_CHARACTERS) {
            throw new ServiceException(
                    ErrorCode.INVALID_REQUEST_CONTENT,
                    "Client context must be no longer than " + Limits.CLIENT_CONTEXT_CHARACTERS + " bytes.");
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(text);
            Json.parseObject(decoded);
            return new String(decoded, StandardCharsets.UTF_8);
        } catch (JsonException | IllegalArgumentException e) {
            throw new ServiceException(ErrorCode.INVALID_REQUEST_CONTENT, CLIENT_CONTEXT);
        }
    }
}
