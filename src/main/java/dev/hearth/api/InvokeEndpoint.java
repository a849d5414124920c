package dev.hearth.api;

import dev.hearth.base.auth.Caller;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.http.Percent;
import dev.hearth.dataplane.frontend.CallTimes;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.Frontend.Answer;
import dev.hearth.dataplane.frontend.Frontend.Call;
import dev.hearth.dataplane.frontend.Frontend.InvocationType;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.Quotas;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Invoke. It is encoded and decoded by hand, because it is called far more often than all other operations. */
final class InvokeEndpoint {
    private static final String BEFORE = "/2015-03-31/functions/";
    private static final String AFTER = "/invocations";
    private static final String ASYNC_BEFORE = "/2014-11-13/functions/";
    private static final String ASYNC_AFTER = "/invoke-async";
    private static final byte[] NOTHING = {};
    private static final byte[] ACCEPTED = "{\"Status\":202}".getBytes(StandardCharsets.US_ASCII);

    private final Frontend frontend;
    private final Guard guard;
    private final InvokeRules rules;

    InvokeEndpoint(Frontend frontend, Guard guard) {
        this.frontend = frontend;
        this.guard = guard;
        this.rules = new InvokeRules(guard.names(), List.of("Event", "RequestResponse", "DryRun"));
    }

    /** Which function a request calls. */
    record Target(String function, Optional<String> qualifier) {
        /**
         * @param before the path up to the function's name
         */
        static Target of(HttpRequest request, String before) {
            String path = request.rawPath();
            return new Target(
                    Percent.segment(path.substring(before.length(), path.indexOf('/', before.length()))),
                    InvokeEndpoint.qualifier(request.rawQuery()));
        }
    }

    /** Whether the request is an Invoke. */
    static boolean matches(HttpRequest request) {
        return matches(request, BEFORE, AFTER);
    }

    /** Whether the request is an InvokeAsync, the older form of an Invoke of the type Event. */
    static boolean matchesAsync(HttpRequest request) {
        return matches(request, ASYNC_BEFORE, ASYNC_AFTER);
    }

    /** Whether the request is a POST to a path of one name between these. */
    static boolean matches(HttpRequest request, String before, String after) {
        String path = request.rawPath();
        int end = path.length() - after.length() - (path.endsWith("/") ? 1 : 0);
        return path.startsWith(before)
                && end > before.length()
                && path.startsWith(after, end)
                && path.indexOf('/', before.length()) == end
                && request.method().equals("POST");
    }

    /**
     * Reads the whole event.
     *
     * @throws ServiceException Lambda's error if it is too large
     */
    static byte[] payload(HttpRequest request) {
        return ApiHandler.body(request, Quotas.SYNCHRONOUS_EVENT_BYTES, "InvokeFunction");
    }

    void handle(HttpRequest request, HttpResponse response, Caller caller, byte[] payload, CallTimes times) {
        Target target = Target.of(request, BEFORE);
        rules.check(request, target.function(), target.qualifier());
        refuseDurable(request);
        InvocationType type = type(request);
        boolean tail = wantsTail(request);
        Answer answer = frontend.invoke(call(guard, request, target, caller, type, payload, times), tail);
        send(response, answer, tail);
    }

    /** Ignoring the name would mislead its caller, for whom a durable function runs once for each name. */
    private static void refuseDurable(HttpRequest request) {
        if (request.header("X-Amz-Durable-Execution-Name").isPresent()) {
            throw new ServiceException(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "DurableExecutionName is for durable functions, and Hearth has none.");
        }
    }

    /** InvokeAsync: {@code Status} in its answer is that of HTTP. */
    void handleAsync(HttpRequest request, HttpResponse response, Caller caller, byte[] payload, CallTimes times) {
        Target target = Target.of(request, ASYNC_BEFORE);
        Answer answer = frontend.invoke(call(guard, request, target, caller, InvocationType.EVENT, payload, times));
        response.status(answer.status())
                .header("Content-Type", "application/json")
                .send(ACCEPTED);
    }

    /** Whether the caller wants the end of the invocation's log. */
    static boolean wantsTail(HttpRequest request) {
        return request.header("X-Amz-Log-Type").equals(Optional.of("Tail"));
    }

    static Call call(
            Guard guard,
            HttpRequest request,
            Target target,
            Caller caller,
            InvocationType type,
            byte[] payload,
            CallTimes times) {
        AccountId owner = guard.invoke(caller, target.function(), target.qualifier(), request);
        return new Call(
                owner,
                target.function(),
                target.qualifier(),
                type,
                payload,
                times.requestId(),
                request.header("X-Amzn-Trace-Id"),
                request.header("X-Amz-Client-Context"),
                request.header("X-Amz-Tenant-Id"),
                times);
    }

    static void send(HttpResponse response, Answer answer, boolean tail) {
        response.status(answer.status());
        if (!answer.traceHeader().isEmpty()) {
            response.header("X-Amzn-Trace-Id", answer.traceHeader());
        }
        if (answer.result().isEmpty()) {
            response.send(NOTHING);
            return;
        }
        InvocationResult result = answer.result().get();
        response.header("Content-Type", "application/json").header("X-Amz-Executed-Version", answer.executedVersion());
        result.functionError().ifPresent(error -> response.header("X-Amz-Function-Error", error));
        if (tail) {
            response.header("X-Amz-Log-Result", Base64.getEncoder().encodeToString(result.logTail()));
        }
        response.send(result.payload());
    }

    /** The type of a request whose headers are checked. */
    static InvocationType type(HttpRequest request) {
        String name = request.header("X-Amz-Invocation-Type").orElse("RequestResponse");
        return switch (name) {
            case "RequestResponse" -> InvocationType.REQUEST_RESPONSE;
            case "Event" -> InvocationType.EVENT;
            case "DryRun" -> InvocationType.DRY_RUN;
            default -> throw new IllegalStateException("not refused: " + name);
        };
    }

    private static Optional<String> qualifier(String rawQuery) {
        if (rawQuery.isEmpty()) {
            return Optional.empty();
        }
        return Percent.query(rawQuery).getOrDefault("Qualifier", List.of()).stream()
                .findFirst();
    }
}
