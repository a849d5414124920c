package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.JsonValue.JsonObject;

/** A service in AWS's JSON 1.1 protocol, such as CloudWatch Logs. */
@FunctionalInterface
public interface JsonService {
    /**
     * Executes one operation.
     *
     * @param operation the part after the point in {@code X-Amz-Target}, such as {@code GetLogEvents}
     * @throws dev.hearth.error.ServiceException the error for the caller
     */
    JsonObject call(Caller caller, String operation, JsonObject input);
}
