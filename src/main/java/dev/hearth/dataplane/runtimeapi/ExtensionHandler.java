package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.BodyTooLargeException;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.base.json.JsonValue.JsonArray;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import dev.hearth.dataplane.runtimeapi.Extensions.EventType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The Extensions API's paths, headers and texts, over an {@link ExtensionGroup}.
 *
 * <p>They are those of AWS's documentation of it, and where that is silent, of its runtime interface emulator.
 */
final class ExtensionHandler {
    /** The beginning of all its paths. */
    static final String PATH = "/2020-01-01/extension/";

    static final String IDENTIFIER = "Lambda-Extension-Identifier";

    private static final String REGISTER = PATH + "register";
    private static final String NEXT = PATH + "event/next";
    private static final String INIT_ERROR = PATH + "init/error";
    private static final String EXIT_ERROR = PATH + "exit/error";

    private static final String NAME = "Lambda-Extension-Name";
    private static final String FEATURES = "Lambda-Extension-Accept-Feature";
    private static final String ERROR_TYPE = "Lambda-Extension-Function-Error-Type";

    private static final byte[] OK = "{\"status\":\"OK\"}\n".getBytes(StandardCharsets.UTF_8);

    private static final Pattern UUID =
            Pattern.compile("\\p{XDigit}{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}");

    private ExtensionHandler() {}

    /** Serves a call whose path begins with {@link #PATH}; false if there is no such call. */
    static boolean handle(ExtensionGroup group, HttpRequest request, HttpResponse response) throws IOException {
        switch (request.rawPath()) {
            case REGISTER -> {
                if (RuntimeApiHandler.allowed("POST", request, response)) {
                    register(group, request, response);
                }
            }
            case NEXT -> {
                if (RuntimeApiHandler.allowed("GET", request, response)) {
                    next(group, request, response);
                }
            }
            case INIT_ERROR, EXIT_ERROR -> {
                if (RuntimeApiHandler.allowed("POST", request, response)) {
                    error(group, request, response);
                }
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void register(ExtensionGroup group, HttpRequest request, HttpResponse response) throws IOException {
        String name = request.header(NAME).orElse("");
        if (name.isEmpty() || name.length() > Limits.EXTENSION_NAME) {
            refuse(response, "Extension.InvalidExtensionName", name.isEmpty() ? "Empty extension name" : "Too long");
            return;
        }
        Set<EventType> events = EnumSet.noneOf(EventType.class);
        try {
            JsonObject body = Json.parseObject(request.body(Limits.REGISTRATION_BYTES));
            for (String event : body.array("events").map(JsonArray::strings).orElse(java.util.List.of())) {
                Optional<EventType> known = Arrays.stream(EventType.values())
                        .filter(type -> type.name().equals(event))
                        .findFirst();
                if (known.isEmpty()) {
                    refuse(response, "Extension.InvalidEventType", event + ": ErrorInvalidEventType");
                    return;
                }
                events.add(known.get());
            }
        } catch (JsonException | BodyTooLargeException e) {
            refuse(response, "InvalidRequestFormat", String.valueOf(e.getMessage()));
            return;
        }
        switch (group.register(name, events)) {
            case ExtensionReply.Registered registered -> registered(registered, request, response);
            case ExtensionReply.Refused refused -> refuse(response, refused.type(), refused.message());
            case ExtensionReply.Accepted _, ExtensionReply.Event _ ->
                throw new IllegalArgumentException("no reply to a registration");
        }
    }

    private static void registered(ExtensionReply.Registered registered, HttpRequest request, HttpResponse response) {
        Extensions.Function function = registered.function();
        ObjectBuilder body = JsonObject.builder();
        boolean account = Arrays.stream(request.header(FEATURES).orElse("").split(",", -1))
                .anyMatch(feature -> feature.strip().equals("accountId"));
        if (account) {
            body.put("accountId", function.accountId());
        }
        body.put("functionName", function.name())
                .put("functionVersion", function.version())
                .put("handler", function.handler());
        response.header(IDENTIFIER, registered.identifier())
                .header("Content-Type", "application/json")
                .send(Json.write(body.build()));
    }

    private static void next(ExtensionGroup group, HttpRequest request, HttpResponse response) {
        Optional<String> identifier = identifier(request, response);
        if (identifier.isEmpty()) {
            return;
        }
        try {
            switch (group.next(identifier.get())) {
                case ExtensionReply.Event event -> {
                    try {
                        response.header("Content-Type", "application/json")
                                .header("Lambda-Extension-Event-Identifier", identifier.get())
                                .send(event.event().body());
                    } catch (RuntimeException e) {
                        group.undelivered(identifier.get(), event);
                        throw e;
                    }
                }
                case ExtensionReply.Refused refused -> refuse(response, refused.type(), refused.message());
                case ExtensionReply.Accepted _, ExtensionReply.Registered _ ->
                    throw new IllegalArgumentException("no reply to a wait");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            refuse(response, "Extension.InvalidExtensionState", "The environment ends");
        }
    }

    private static void error(ExtensionGroup group, HttpRequest request, HttpResponse response) throws IOException {
        Optional<String> identifier = identifier(request, response);
        if (identifier.isEmpty()) {
            return;
        }
        String type = request.header(ERROR_TYPE).orElse("");
        if (type.isEmpty()) {
            refuse(response, "Extension.MissingHeader", ERROR_TYPE + " not found");
            return;
        }
        if (type.length() > Limits.EXTENSION_ERROR_TYPE) {
            type = type.substring(0, Limits.EXTENSION_ERROR_TYPE);
        }
        long _ = request.bodyStream().skip(Limits.REGISTRATION_BYTES); // the error itself, which nobody is shown
        ExtensionReply reply = request.rawPath().equals(INIT_ERROR)
                ? group.initError(identifier.get(), type)
                : group.exitError(identifier.get(), type);
        if (reply instanceof ExtensionReply.Refused(String why, String message)) {
            refuse(response, why, message);
        } else {
            RuntimeApiHandler.json(response, 202, OK);
        }
    }

    /** Whose call it is; empty if that was refused. */
    static Optional<String> identifier(HttpRequest request, HttpResponse response) {
        String identifier = request.header(IDENTIFIER).orElse("");
        if (identifier.isEmpty()) {
            refuse(response, "Extension.MissingExtensionIdentifier", "Missing " + IDENTIFIER + " header");
            return Optional.empty();
        }
        if (!UUID.matcher(identifier).matches()) {
            refuse(response, "Extension.InvalidExtensionIdentifier", "Invalid " + IDENTIFIER);
            return Optional.empty();
        }
        return Optional.of(identifier);
    }

    static void refuse(HttpResponse response, String type, String message) {
        RuntimeApiHandler.json(response, 403, RuntimeApiHandler.error(message, type));
    }
}
