package dev.hearth.api;

import dev.hearth.base.http.HttpHandler;
import dev.hearth.base.http.HttpRequest;
import dev.hearth.base.http.HttpResponse;
import dev.hearth.base.json.JsonWriter;
import dev.hearth.base.metrics.Metrics;
import dev.hearth.dataplane.frontend.CallMetrics;
import dev.hearth.dataplane.frontend.CallPhase;
import dev.hearth.dataplane.frontend.TimedCall;
import dev.hearth.dataplane.frontend.TimedCalls;
import dev.hearth.dataplane.worker.StartPhase;
import dev.hearth.dataplane.worker.StartTimes;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * What only the operator may see. Each request carries the operator's token: {@code Authorization: Bearer TOKEN}.
 *
 * <pre>
 * GET /_hearth/metrics     the figures of this process, for Prometheus
 * GET /_hearth/calls/ID    how long each phase of a call took, by its request id: JSON
 * </pre>
 */
public final class OperatorEndpoint implements HttpHandler {
    public static final String CALLS = "/_hearth/calls/";
    private static final String METRICS = "/_hearth/metrics";
    private static final String SCHEME = "Bearer ";

    /** The number of decimals of milliseconds, for a resolution of nanoseconds. */
    private static final int SCALE = 6;

    private final byte[] token;
    private final Metrics metrics;
    private final TimedCalls calls;

    public OperatorEndpoint(String token, Metrics metrics, TimedCalls calls) {
        this.token = token.getBytes(StandardCharsets.US_ASCII);
        this.metrics = metrics;
        this.calls = calls;
    }

    static boolean matches(HttpRequest request) {
        return request.rawPath().equals(METRICS) || request.rawPath().startsWith(CALLS);
    }

    @Override
    public void handle(HttpRequest request, HttpResponse response) {
        if (!isOperators(request) || !request.method().equals("GET")) {
            throw new ServiceException(
                    ErrorCode.ACCESS_DENIED, "This is for the operator, who has the token in the data folder.");
        }
        if (request.rawPath().equals(METRICS)) {
            response.status(200).header("Content-Type", Metrics.CONTENT_TYPE).send(metrics.text());
            return;
        }
        String requestId = request.rawPath().substring(CALLS.length());
        TimedCall call = calls.find(requestId)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.RESOURCE_NOT_FOUND, "The latest calls have none with this request id."));
        response.status(200).header("Content-Type", "application/json").send(json(call));
    }

    private boolean isOperators(HttpRequest request) {
        Optional<String> given = request.header("Authorization")
                .filter(text -> text.startsWith(SCHEME))
                .map(text -> text.substring(SCHEME.length()));
        return given.isPresent() && MessageDigest.isEqual(token, given.get().getBytes(StandardCharsets.UTF_8));
    }

    private byte[] json(TimedCall call) {
        JsonWriter json = new JsonWriter()
                .beginObject()
                .member("requestId", call.requestId())
                .member("function", call.function().toString())
                .member("begun", calls.begun(call).toString())
                .member("outcome", call.outcome())
                .name("totalMs")
                .number(milliseconds(call.laps().total()))
                .name("phases")
                .beginArray();
        for (CallPhase phase : CallPhase.values()) {
            phase(json, CallMetrics.word(phase), call.laps().nanos(phase));
        }
        json.endArray();
        call.start().ifPresent(start -> start(json, start, call.handOverNanos()));
        return json.endObject().toBytes();
    }

    private static void start(JsonWriter json, StartTimes start, long handOverNanos) {
        json.name("start")
                .beginObject()
                .member("sandbox", CallMetrics.word(start.source()))
                .name("codeUnpacked")
                .bool(start.unpacked())
                .name("phases")
                .beginArray();
        for (StartPhase phase : StartPhase.values()) {
            phase(json, CallMetrics.word(phase), start.nanos(phase));
        }
        phase(json, "hand-over", handOverNanos);
        json.endArray().endObject();
    }

    private static void phase(JsonWriter json, String name, long nanos) {
        json.beginObject()
                .member("phase", name)
                .name("ms")
                .number(milliseconds(nanos))
                .endObject();
    }

    private static BigDecimal milliseconds(long nanos) {
        return BigDecimal.valueOf(nanos, SCALE);
    }
}
