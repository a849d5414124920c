package dev.hearth.model;

import java.util.Optional;

/**
 * The logging settings of a function: levels, format and log group.
 *
 * @param applicationLevel the least severe level of the function's own events, as in the API; only with {@code JSON}
 * @param systemLevel the least severe level of the platform's events; only with {@code JSON}
 * @param group the log group, by default {@code /aws/lambda/NAME}
 */
public record Logging(
        Format format, Optional<String> applicationLevel, Optional<SystemLevel> systemLevel, String group) {
    /** The format of the platform's events, and of those of the runtimes. */
    public enum Format {
        TEXT("Text"),
        JSON("JSON");

        private final String wire;

        Format(String wire) {
            this.wire = wire;
        }

        /** The name in the API. */
        public String wire() {
            return wire;
        }
    }

    /** The severity levels of the platform's events, the least severe first. */
    public enum SystemLevel {
        DEBUG,
        INFO,
        WARN
    }

    /** The default settings: text. */
    public static Logging text(String group) {
        return new Logging(Format.TEXT, Optional.empty(), Optional.empty(), group);
    }

    /** Whether an event of this level is logged. */
    public boolean includes(SystemLevel level) {
        return level.compareTo(systemLevel.orElse(SystemLevel.INFO)) >= 0;
    }
}
