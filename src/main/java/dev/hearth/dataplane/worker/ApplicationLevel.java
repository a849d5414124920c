package dev.hearth.dataplane.worker;

import dev.hearth.base.json.Json;
import dev.hearth.base.json.JsonException;
import dev.hearth.model.Logging;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The severity levels of functions' log events, the least severe first.
 *
 * <p>From "Log-level filtering" in AWS's documentation of Lambda: with JSON logs the platform drops events below the
 * function's {@code ApplicationLogLevel}.
 */
enum ApplicationLevel {
    TRACE(1),
    DEBUG(2),
    INFO(3),
    WARN(4),
    ERROR(5),
    FATAL(6);

    private final int number;

    ApplicationLevel(int number) {
        this.number = number;
    }

    /** The least severe level that is logged; empty if all levels are logged. */
    static Optional<ApplicationLevel> least(Logging logging) {
        return switch (logging.format()) {
            case TEXT -> Optional.empty();
            case JSON -> logging.applicationLevel().flatMap(ApplicationLevel::named);
        };
    }

    /** The level of an event: that of the member {@code level} of a JSON object, else {@link #INFO}. Pure. */
    static ApplicationLevel ofEvent(String event) {
        if (!event.startsWith("{")) {
            return INFO;
        }
        try {
            return Json.parseObject(event)
                    .string("level")
                    .flatMap(ApplicationLevel::named)
                    .orElse(INFO);
        } catch (JsonException e) {
            return INFO; // not JSON, only text that begins with a brace
        }
    }

    /** The level with this number in the frames of runtime clients; empty if there is none. */
    static Optional<ApplicationLevel> numbered(int number) {
        return Arrays.stream(values()).filter(level -> level.number == number).findFirst();
    }

    /** The level of this name, in upper or lower case. Names of Python's logging are known too. */
    static Optional<ApplicationLevel> named(String name) {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "TRACE" -> Optional.of(TRACE);
            case "DEBUG" -> Optional.of(DEBUG);
            case "INFO" -> Optional.of(INFO);
            case "WARN", "WARNING" -> Optional.of(WARN);
            case "ERROR" -> Optional.of(ERROR);
            case "FATAL", "CRITICAL" -> Optional.of(FATAL);
            default -> Optional.empty();
        };
    }
}
