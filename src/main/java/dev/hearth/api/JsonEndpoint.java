package dev.hearth.api;

import dev.hearth.base.auth.Authenticator;
import dev.hearth.base.auth.BodyAdmission;
import dev.hearth.base.auth.BodyAdmission.Place;
import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;

/** The service with the JSON protocol, CloudWatch Logs: a header names the operation, and bodies are JSON objects. */
final class JsonEndpoint {
    private final Authenticator authenticator;
    private final BodyAdmission bodies;
    private final JsonService logs;
    private final Guard guard;

    JsonEndpoint(Authenticator authenticator, BodyAdmission bodies, JsonService logs, Guard guard) {
        this.authenticator = authenticator;
        this.bodies = bodies;
        this.logs = logs;
        this.guard = guard;
    }

    void handle(HttpRequest request, HttpResponse response) {
        try (Place _ = bodies.carrying(request, Limits.LOGS_REQUEST_BYTES)) {
            call(request, response);
        }
    }

    private void call(HttpRequest request, HttpResponse response) {
        byte[] body = ApiHandler.body(request, Limits.LOGS_REQUEST_BYTES, "CloudWatchLogs");
        Caller caller = authenticator.authenticate(request, body, "logs");
        String target = request.header("X-Amz-Target").orElse("");
        String operation = target.substring(target.indexOf('.') + 1);
        JsonObject input;
        try {
            input = body.length == 0 ? JsonObject.EMPTY : Json.parseObject(body);
        } catch (JsonException e) {
            throw new ServiceException(ErrorCode.SERIALIZATION, e.getMessage());
        }
        guard.logs(caller, operation, input, request);
        byte[] answer = Json.write(logs.call(caller, operation, input));
        response.status(200).header("Content-Type", Protocol.JSON.contentType()).send(answer);
    }
}
