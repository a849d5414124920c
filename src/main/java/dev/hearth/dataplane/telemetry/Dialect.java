package dev.hearth.dataplane.telemetry;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import dev.hearth.base.json.JsonValue.JsonString;
import dev.hearth.base.json.JsonValue.ObjectBuilder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A version of the schema of events: what a subscriber is told of an event. Pure. */
enum Dialect {
    /** The Logs API's first: it knows the beginning, the end and the report of an invocation. */
    LOGS_2020("2020-08-15", true),
    /** With the end of the runtime's work. */
    LOGS_2021("2021-03-18", true),
    TELEMETRY_JULY_2022("2022-07-01", false),
    /** JSON lines of functions that log JSON are objects from here on. */
    TELEMETRY_DECEMBER_2022("2022-12-13", false),
    TELEMETRY_2025("2025-01-29", false);

    private final String version;
    private final boolean ofLogs;

    Dialect(String version, boolean ofLogs) {
        this.version = version;
        this.ofLogs = ofLogs;
    }

    /** By its version, of one of the two APIs. */
    static Optional<Dialect> of(String version, boolean ofLogs) {
        return Arrays.stream(values())
                .filter(each -> each.version.equals(version) && each.ofLogs == ofLogs)
                .findFirst();
    }

    boolean isOfLogs() {
        return ofLogs;
    }

    /** The event as this version has it: none if it does not know it, two where it parts one in two. */
    List<TelemetryEvent> translate(TelemetryEvent event) {
        if (event.category() != Category.PLATFORM) {
            return List.of(ofLogs || this == TELEMETRY_JULY_2022 ? text(event) : event);
        }
        if (!ofLogs || !(event.record() instanceof JsonObject record)) {
            return List.of(event);
        }
        return switch (event.type()) {
            case "platform.start" -> List.of(event.as(event.type(), only(record, "requestId", "version")));
            case "platform.runtimeDone" ->
                this == LOGS_2021 ? List.of(event.as(event.type(), done(record))) : List.of();
            case "platform.report" ->
                List.of(
                        event.as("platform.end", only(record, "requestId")),
                        event.as(event.type(), only(record, "requestId", "metrics", "tracing")));
            case "platform.telemetrySubscription" -> List.of(event.as("platform.logsSubscription", record));
            case "platform.initStart", "platform.initRuntimeDone", "platform.initReport" -> List.of();
            default -> List.of(event);
        };
    }

    private static TelemetryEvent text(TelemetryEvent event) {
        return event.record() instanceof JsonString
                ? event
                : event.as(event.type(), JsonValue.of(event.record().toJson()));
    }

    private static JsonObject done(JsonObject record) {
        boolean failed = record.string("status").orElse("").equals("error");
        ObjectBuilder done = JsonObject.builder();
        record.find("requestId").ifPresent(id -> done.put("requestId", id));
        return done.put("status", failed ? "failure" : record.string("status").orElse(""))
                .build();
    }

    private static JsonObject only(JsonObject record, String... names) {
        ObjectBuilder kept = JsonObject.builder();
        for (String name : names) {
            record.find(name).ifPresent(value -> kept.put(name, value));
        }
        return kept.build();
    }
}
