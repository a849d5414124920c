package dev.hearth.dataplane.telemetry;

import dev.hearth.base.json.JsonValue;
import dev.hearth.base.json.JsonValue.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One event, in the schema of the Telemetry API, which is that of JSON logs too.
 *
 * @param type {@code platform.start} and the like; of a line that was printed, its category
 */
public record TelemetryEvent(Instant time, Category category, String type, JsonValue record) {
    /** The form of all times in events. */
    public static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** An event of the platform. */
    public static TelemetryEvent platform(Instant time, String type, JsonObject record) {
        return new TelemetryEvent(time, Category.PLATFORM, type, record);
    }

    /** A line that was printed. */
    static TelemetryEvent line(Instant time, Category category, JsonValue line) {
        return new TelemetryEvent(time, category, category.wire(), line);
    }

    /** The same under another name, with another record. */
    TelemetryEvent as(String name, JsonValue other) {
        return new TelemetryEvent(time, category, name, other);
    }

    /** The event as JSON. */
    public String toJson() {
        return JsonObject.builder()
                .put("time", MILLISECONDS.format(time))
                .put("type", type)
                .put("record", record)
                .build()
                .toJson();
    }
}
