package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.json.JsonValue.JsonObject;

/** A service in AWS's JSON 1.1 protocol, such as CloudWatch Logs. */
@FunctionalInterface
public interface JsonService {
    /**
     * Answers one call.
     *
     * @param operation what follows the point in {@code X-Amz-Target}, such as {@code GetLogEvents}
     * @throws dev.hearth.error.ServiceException what the caller is told instead
     */
    JsonObject call(Caller caller, String operation, JsonObject input);
}
