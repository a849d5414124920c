package dev.hearth.dataplane.worker;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import dev.hearth.dataplane.runtimeapi.Extensions;
import dev.hearth.dataplane.telemetry.Category;
import dev.hearth.dataplane.telemetry.TelemetryEvent;
import dev.hearth.dataplane.worker.Outcomes.Status;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The platform's events as JSON, in the form of the Telemetry API, which is that of JSON logs too. Pure. */
final class JsonReports {
    private JsonReports() {}

    static TelemetryEvent initStart(
            Instant now, InitializationType type, String phase, String version, String versionArn) {
        return event(now, "platform.initStart", started(init(type, phase), version, versionArn));
    }

    static TelemetryEvent initRuntimeDone(Instant now, InitializationType type, String phase, Status status) {
        return event(now, "platform.initRuntimeDone", ended(init(type, phase), status));
    }

    static TelemetryEvent initReport(Instant now, InitializationType type, String phase, Duration init, Status status) {
        ObjectBuilder metrics = JsonObject.builder().put("durationMs", milliseconds(init));
        return event(
                now, "platform.initReport", ended(init(type, phase), status).put("metrics", metrics.build()));
    }

    static TelemetryEvent extension(Instant now, Extensions.Status status) {
        ObjectBuilder record = JsonObject.builder()
                .put("name", status.name())
                .put("state", status.state())
                .put(
                        "events",
                        JsonValue.of(status.events().stream()
                                .sorted()
                                .map(Enum::name)
                                .toList()));
        status.errorType().ifPresent(type -> record.put("errorType", type));
        return event(now, "platform.extension", record);
    }

    static TelemetryEvent subscription(Instant now, String extension, List<String> types) {
        ObjectBuilder record = JsonObject.builder()
                .put("name", extension)
                .put("state", "Subscribed")
                .put("types", JsonValue.of(types));
        return event(now, "platform.telemetrySubscription", record);
    }

    static TelemetryEvent fault(Instant now, String text) {
        return new TelemetryEvent(now, Category.PLATFORM, "platform.fault", JsonValue.of(text));
    }

    static TelemetryEvent start(Instant now, String requestId, String version) {
        return event(
                now,
                "platform.start",
                JsonObject.builder().put("requestId", requestId).put("version", version));
    }

    static TelemetryEvent runtimeDone(Instant now, Invocation invocation, Duration took, Status status, long produced) {
        ObjectBuilder record = JsonObject.builder().put("requestId", invocation.requestId());
        ObjectBuilder metrics =
                JsonObject.builder().put("durationMs", milliseconds(took)).put("producedBytes", produced);
        return event(
                now,
                "platform.runtimeDone",
                traced(ended(record, status), invocation).put("metrics", metrics.build()));
    }

    static TelemetryEvent report(Instant now, Invocation invocation, PlatformLog.Report report) {
        ObjectBuilder metrics = JsonObject.builder()
                .put("durationMs", milliseconds(report.duration()))
                .put("billedDurationMs", report.billedMillis())
                .put("memorySizeMB", report.memory().size().toMebibytes())
                .put("maxMemoryUsedMB", report.memory().used().toMebibytesCeiling());
        report.init().ifPresent(init -> metrics.put("initDurationMs", milliseconds(init)));
        ObjectBuilder record =
                JsonObject.builder().put("requestId", invocation.requestId()).put("metrics", metrics.build());
        return event(now, "platform.report", traced(ended(record, report.status()), invocation));
    }

    /** Adds the runtime's version, which is not known for images. */
    private static ObjectBuilder started(ObjectBuilder record, String version, String versionArn) {
        return version.isEmpty()
                ? record
                : record.put("runtimeVersion", version).put("runtimeVersionArn", versionArn);
    }

    private static ObjectBuilder init(InitializationType type, String phase) {
        return JsonObject.builder().put("initializationType", type.wire()).put("phase", phase);
    }

    private static ObjectBuilder ended(ObjectBuilder record, Status status) {
        return switch (status) {
            case Status.Success() -> record.put("status", "success");
            case Status.Timeout() -> record.put("status", "timeout");
            case Status.Failure(String type) -> record.put("status", "error").put("errorType", type);
        };
    }

    private static ObjectBuilder traced(ObjectBuilder record, Invocation invocation) {
        String trace = invocation.traceHeader();
        if (trace.contains(Reports.SAMPLED)) {
            record.put(
                    "tracing",
                    JsonObject.builder()
                            .put("spanId", Reports.part(trace, "Parent="))
                            .put("type", "X-Amzn-Trace-Id")
                            .put("value", trace)
                            .build());
        }
        return record;
    }

    private static TelemetryEvent event(Instant now, String type, ObjectBuilder record) {
        return TelemetryEvent.platform(now, type, record.build());
    }

    /** Milliseconds with up to three decimals. */
    private static JsonValue milliseconds(Duration duration) {
        return new JsonValue.JsonNumber(BigDecimal.valueOf(Math.max(0, duration.toNanos()), 6)
                .setScale(3, RoundingMode.DOWN)
                .stripTrailingZeros());
    }
}
