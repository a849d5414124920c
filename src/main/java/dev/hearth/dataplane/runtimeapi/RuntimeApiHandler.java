package dev.hearth.dataplane.runtimeapi;

import dev.hearth.base.http.BodyTooLargeException;
import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.model.Invocation;
import dev.hearth.model.Quotas;
import dev.hearth.model.ResponseSink.Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Runtime API's paths, headers and texts, over a {@link Session}.
 *
 * <p>They are those of AWS's documentation of custom runtimes, and where that is silent, of its runtime interface
 * emulator.
 */
final class RuntimeApiHandler implements HttpHandler {
    private static final String VERSION = "/2018-06-01";
    private static final String INVOCATION = VERSION + "/runtime/invocation/";
    private static final String NEXT = INVOCATION + "next";
    private static final String INIT_ERROR = VERSION + "/runtime/init/error";
    private static final String PING = VERSION + "/ping";
    private static final String RESPONSE = "/response";
    private static final String ERROR = "/error";
    private static final String STREAMING = "streaming";

    private static final byte[] OK = text("{\"status\":\"OK\"}\n");
    private static final byte[] NOT_FOUND = text("404 page not found\n");
    private static final byte[] UNKNOWN_ID = error("Invalid request ID", "InvalidRequestID");
    private static final byte[] INVALID_MODE = error("Invalid function response mode", "InvalidFunctionResponseMode");
    private static final byte[] TOO_LARGE = tooLarge(Quotas.RESPONSE_BYTES);
    private static final byte[] STREAM_TOO_LARGE = tooLarge(Quotas.STREAMED_RESPONSE_BYTES);
    private static final byte[] TOO_MANY = error("Too many calls at once", "TooManyCalls");

    /** The reply to an answer while another one of the same sandbox is being read. */
    private static final Reply UNDER_WAY = new Reply.Refused(RuntimeState.STREAMING);

    private final Function<HttpRequest, Optional<HttpSession>> sessions;
    private final PayloadMemory memory;

    /**
     * A handler for sessions.
     *
     * @param sessions finds the session of a request
     * @param memory where answers get places
     */
    RuntimeApiHandler(Function<HttpRequest, Optional<HttpSession>> sessions, PayloadMemory memory) {
        this.sessions = sessions;
        this.memory = memory;
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) throws IOException {
        Optional<HttpSession> found = sessions.apply(request);
        if (found.isEmpty()) {
            response.status(403).send(new byte[0]);
            return;
        }
        HttpSession session = found.get();
        if (!session.beginCall()) {
            json(response, 429, TOO_MANY);
            return;
        }
        try {
            route(session, request, response);
        } finally {
            session.endCall();
        }
    }

    private void route(HttpSession sandbox, HttpRequest request, HttpResponse response) throws IOException {
        String path = request.rawPath();
        if (path.equals(NEXT)) {
            if (allowed("GET", request, response)) {
                next(sandbox, response);
            }
        } else if (path.startsWith(INVOCATION) && path.endsWith(RESPONSE) && hasId(path, RESPONSE)) {
            if (allowed("POST", request, response)) {
                response(sandbox, id(path, RESPONSE), request, response);
            }
        } else if (path.startsWith(INVOCATION) && path.endsWith(ERROR) && hasId(path, ERROR)) {
            if (allowed("POST", request, response)) {
                error(sandbox, id(path, ERROR), request, response);
            }
        } else if (path.equals(INIT_ERROR)) {
            if (allowed("POST", request, response)) {
                initError(sandbox, request, response);
            }
        } else if (path.equals(PING)) {
            if (allowed("GET", request, response)) {
                response.send(text("pong"));
            }
        } else if (TelemetryHandler.isOne(path)) {
            TelemetryHandler.handle(sandbox, request, response);
        } else if (!path.startsWith(ExtensionHandler.PATH)
                || !ExtensionHandler.handle(sandbox.group(), request, response)) {
            // also /runtime/restore/…, which Lambda has only for snapshots
            response.status(404)
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .send(NOT_FOUND);
        }
    }

    private static void next(HttpSession sandbox, HttpResponse response) {
        Session session = sandbox.session();
        Reply reply;
        try {
            reply = session.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reply = new Reply.Refused(RuntimeState.GONE);
        }
        if (!(reply instanceof Reply.Delivery delivery)) {
            sandbox.awaitEnd();
            reply(response, reply, "Ready");
            return;
        }
        Invocation invocation = delivery.invocation();
        response.header("Content-Type", "application/json")
                .header("Lambda-Runtime-Aws-Request-Id", invocation.requestId())
                .header(
                        "Lambda-Runtime-Deadline-Ms",
                        Long.toString(delivery.deadline().toEpochMilli()))
                .header(
                        "Lambda-Runtime-Invoked-Function-Arn",
                        invocation.invokedArn().toString());
        if (!invocation.traceHeader().isEmpty()) {
            response.header("Lambda-Runtime-Trace-Id", HeaderText.of(invocation.traceHeader()));
        }
        invocation
                .clientContext()
                .ifPresent(json -> response.header("Lambda-Runtime-Client-Context", HeaderText.of(json)));
        invocation
                .cognitoIdentity()
                .ifPresent(json -> response.header("Lambda-Runtime-Cognito-Identity", HeaderText.of(json)));
        invocation.tenantId().ifPresent(id -> response.header("Lambda-Runtime-Aws-Tenant-Id", HeaderText.of(id)));
        try {
            response.send(invocation.payload());
        } catch (RuntimeException e) {
            session.undelivered(delivery);
            throw e;
        }
    }

    private void response(HttpSession sandbox, String id, HttpRequest request, HttpResponse response)
            throws IOException {
        Session session = sandbox.session();
        Optional<Form> expected = session.expectation(id);
        if (expected.isEmpty()) {
            json(response, 400, UNKNOWN_ID);
            return;
        }
        String mode = request.header("Lambda-Runtime-Function-Response-Mode").orElse("");
        if (!mode.isEmpty() && !mode.equals(STREAMING)) {
            session.fail(id, new InvokeOutcome.Failed(RuntimeErrors.invalidResponseMode()));
            json(response, 400, INVALID_MODE);
            return;
        }
        if (expected.get() == Form.PIECES && (mode.equals(STREAMING) || isOpenEnded(request))) {
            StreamedResponse.Result result = new StreamedResponse(session, id, request).pass();
            if (result.tooLarge()) {
                takeRest(request.bodyStream());
            }
            reply(response, result.reply(), result.tooLarge() ? STREAM_TOO_LARGE : null, "InvocationResponse");
            return;
        }
        whole(sandbox, id, request, response, expected.get());
    }

    /**
     * Gets a place in memory for a whole answer; empty if there is none. A longer answer is refused without reading it.
     */
    private Optional<PayloadMemory.Place> admit(Session session, String id, HttpRequest request) {
        long announced = request.bodyBytes();
        session.awaitRoom(id, true);
        try {
            return announced == HttpRequest.UNKNOWN_BYTES
                    ? memory.admitOpenEnded(id, Quotas.RESPONSE_BYTES)
                    : memory.admit(id, announced > Quotas.RESPONSE_BYTES ? 0 : announced);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            session.awaitRoom(id, false);
        }
    }

    /** Reads a whole answer and passes it on; one at a time of each sandbox. */
    private void whole(HttpSession sandbox, String id, HttpRequest request, HttpResponse response, Form expected)
            throws IOException {
        Session session = sandbox.session();
        if (!sandbox.beginBody()) {
            reply(response, UNDER_WAY, "InvocationResponse");
            return;
        }
        Optional<PayloadMemory.Place> place = admit(session, id, request);
        if (place.isEmpty()) {
            sandbox.endBody();
            Reply reply = session.fail(id, new InvokeOutcome.NoRoom());
            takeRest(request.bodyStream());
            reply(response, reply, "InvocationResponse");
            return;
        }
        try (PayloadMemory.Place _ = place.get()) {
            Optional<byte[]> payload;
            try {
                payload = body(request);
            } finally {
                // before the reply, because the runtime may answer its next invocation at once
                sandbox.endBody();
            }
            if (payload.isPresent()) {
                handOn(session, id, request, response, expected, payload.get());
                return;
            }
        }
        Reply reply = session.fail(id, new InvokeOutcome.ResponseTooLarge(claimedSize(request), Quotas.RESPONSE_BYTES));
        takeRest(request.bodyStream());
        reply(response, reply, TOO_LARGE, "InvocationResponse");
    }

    /** Reads the whole body, which has a place in memory; empty if it is too large. */
    private static Optional<byte[]> body(HttpRequest request) {
        if (request.bodyBytes() == HttpRequest.UNKNOWN_BYTES) {
            request.demandPace(Limits.OPEN_ENDED_GRACE, Limits.OPEN_ENDED_BYTES_PER_SECOND);
        } else {
            request.demandPace(Limits.ANSWER_GRACE, Limits.ANSWER_BYTES_PER_SECOND);
        }
        try {
            return Optional.of(request.body(Quotas.RESPONSE_BYTES));
        } catch (BodyTooLargeException e) {
            return Optional.empty();
        }
    }

    private static void handOn(
            Session session, String id, HttpRequest request, HttpResponse response, Form expected, byte[] payload) {
        if (expected == Form.PIECES) {
            reply(
                    response,
                    new StreamedResponse(session, id, request)
                            .passWhole(payload)
                            .reply(),
                    "InvocationResponse");
            return;
        }
        Reply reply = RuntimeErrors.inTrailers(request)
                .map(error -> session.fail(id, new InvokeOutcome.Failed(error)))
                .orElseGet(() -> session.respond(id, StreamedResponse.contentType(request), payload));
        reply(response, reply, "InvocationResponse");
    }

    private static void error(HttpSession sandbox, String id, HttpRequest request, HttpResponse response)
            throws IOException {
        if (sandbox.session().expectation(id).isEmpty()) {
            json(response, 400, UNKNOWN_ID);
            return;
        }
        Optional<RuntimeError> error = reported(sandbox, request, response, "InvocationErrorResponse");
        if (error.isPresent()) {
            Reply reply = sandbox.session().fail(id, new InvokeOutcome.Failed(error.get()));
            reply(response, reply, "InvocationErrorResponse");
        }
    }

    private static void initError(HttpSession sandbox, HttpRequest request, HttpResponse response) throws IOException {
        Optional<RuntimeError> error = reported(sandbox, request, response, "InitError");
        if (error.isPresent()) {
            reply(response, sandbox.session().initError(error.get()), "InitError");
        }
    }

    /** Reads a reported error; empty if it is refused because another answer of the sandbox is being read. */
    private static Optional<RuntimeError> reported(
            HttpSession sandbox, HttpRequest request, HttpResponse response, String to) throws IOException {
        if (!sandbox.beginBody()) {
            reply(response, UNDER_WAY, to);
            return Optional.empty();
        }
        try {
            request.demandPace(Limits.ANSWER_GRACE, Limits.ANSWER_BYTES_PER_SECOND);
            return Optional.of(RuntimeErrors.read(request));
        } finally {
            sandbox.endBody();
        }
    }

    /** Whether the answer's length is unknown: AWS's client for Go streams without declaring it. */
    private static boolean isOpenEnded(HttpRequest request) {
        return request.header("Content-Length").isEmpty();
    }

    /** Reads the rest, because AWS's client for Node.js ends its process if the reply comes while it still sends. */
    private static void takeRest(InputStream body) throws IOException {
        byte[] waste = new byte[Limits.DRAIN_CHUNK_BYTES];
        long taken = 0;
        for (int count = body.read(waste); count >= 0 && taken < Limits.DRAIN_BYTES; count = body.read(waste)) {
            taken += count;
        }
    }

    /** The declared size; without one, the least possible size. */
    private static long claimedSize(HttpRequest request) {
        try {
            return request.header("Content-Length").map(Long::parseLong).orElse(Quotas.RESPONSE_BYTES + 1L);
        } catch (NumberFormatException e) {
            return Quotas.RESPONSE_BYTES + 1L;
        }
    }

    private static boolean hasId(String path, String suffix) {
        int end = path.length() - suffix.length();
        return end > INVOCATION.length() && path.indexOf('/', INVOCATION.length()) == end;
    }

    private static String id(String path, String suffix) {
        return path.substring(INVOCATION.length(), path.length() - suffix.length());
    }

    static boolean allowed(String method, HttpRequest request, HttpResponse response) {
        if (request.method().equals(method)) {
            return true;
        }
        response.status(405).header("Allow", method).send(new byte[0]);
        return false;
    }

    /** @param tooLarge the reply in place of the acceptance, if the answer was too large */
    private static void reply(HttpResponse response, Reply reply, byte @Nullable [] tooLarge, String to) {
        if (tooLarge != null && reply instanceof Reply.Accepted) {
            json(response, 413, tooLarge);
        } else {
            reply(response, reply, to);
        }
    }

    /** @param to the emulator's name of the state to which the call leads */
    private static void reply(HttpResponse response, Reply reply, String to) {
        switch (reply) {
            // a runtime that has asked for its next invocation in the same write reads both answers at once
            case Reply.Accepted() ->
                response.status(202).header("Content-Type", "application/json").sendWithNext(OK);
            case Reply.UnknownId() -> json(response, 400, UNKNOWN_ID);
            case Reply.Refused(RuntimeState from) ->
                json(
                        response,
                        403,
                        error(
                                "State transition from " + from.wire() + " to " + to
                                        + " failed for runtime. Error: State transition is not allowed",
                                "InvalidStateTransition"));
            case Reply.Delivery delivery -> throw new IllegalArgumentException("an invocation is no reply to " + to);
        }
    }

    static void json(HttpResponse response, int status, byte[] body) {
        response.status(status).header("Content-Type", "application/json").send(body);
    }

    static byte[] error(String message, String type) {
        String json = Json.writeString(JsonObject.builder()
                .put("errorMessage", message)
                .put("errorType", type)
                .build());
        return text(json + "\n");
    }

    private static byte[] tooLarge(int limit) {
        return error("Exceeded maximum allowed payload size (" + limit + " bytes).", "RequestEntityTooLarge");
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
