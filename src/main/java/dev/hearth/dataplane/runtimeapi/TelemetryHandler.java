package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.BodyTooLargeException;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.dataplane.telemetry.Subscription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The Telemetry API and the Logs API: how extensions subscribe. */
final class TelemetryHandler {
    private static final String TELEMETRY = "/2022-07-01/telemetry";
    private static final String LOGS = "/2020-08-15/logs";
    private static final byte[] OK = "\"OK\"".getBytes(StandardCharsets.UTF_8);
    private static final int BAD_REQUEST = 400;

    private TelemetryHandler() {}

    static boolean isOne(String path) {
        return isTelemetry(path) || isLogs(path);
    }

    private static boolean isTelemetry(String path) {
        return path.equals(TELEMETRY) || path.equals(TELEMETRY + "/");
    }

    private static boolean isLogs(String path) {
        return path.equals(LOGS) || path.equals(LOGS + "/");
    }

    static void handle(HttpSession sandbox, HttpRequest request, HttpResponse response) throws IOException {
        if (!RuntimeApiHandler.allowed("PUT", request, response)) {
            return;
        }
        Optional<String> identifier = ExtensionHandler.identifier(request, response);
        if (identifier.isEmpty()) {
            return;
        }
        Optional<String> name = sandbox.group().name(identifier.get());
        if (name.isEmpty()) {
            ExtensionHandler.refuse(
                    response, "Extension.UnknownExtensionIdentifier", "Unknown extension " + identifier.get());
            return;
        }
        boolean ofLogs = isLogs(request.rawPath());
        String api = ofLogs ? "Logs" : "Telemetry";
        try {
            Subscription subscription = Subscription.parse(request.body(Limits.REGISTRATION_BYTES), ofLogs);
            switch (sandbox.telemetry().subscribe(name.get(), subscription)) {
                case SUBSCRIBED -> RuntimeApiHandler.json(response, 200, OK);
                case OVER ->
                    ExtensionHandler.refuse(
                            response, api + ".SubscriptionClosed", api + " API subscription is closed already");
                case OTHER_API ->
                    invalid(response, ofLogs, "The extension has subscribed through the other API already");
                case TOO_MANY -> invalid(response, ofLogs, "There are too many subscriptions");
            }
        } catch (Subscription.InvalidException e) {
            invalid(response, ofLogs, String.valueOf(e.getMessage()));
        } catch (BodyTooLargeException e) {
            invalid(response, ofLogs, "The request is too large");
        }
    }

    private static void invalid(HttpResponse response, boolean ofLogs, String message) {
        String type = ofLogs ? "Logs.ValidationError" : "ValidationError";
        RuntimeApiHandler.json(response, BAD_REQUEST, RuntimeApiHandler.error(message, type));
    }
}
