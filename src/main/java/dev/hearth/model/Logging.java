package dev.hearth.model;

import java.util.Optional;

/**
 * What a function logs, in which form, and where.
 *
 * @param applicationLevel the least severe that the function itself logs, as in the API; only with {@code JSON}
 * @param systemLevel the least severe of the platform's own events; only with {@code JSON}
 * @param group where its logs go, {@code /aws/lambda/NAME} unless configured
 */
public record Logging(
        Format format, Optional<String> applicationLevel, Optional<SystemLevel> systemLevel, String group) {
    /** The form of the platform's lines, and of those of the runtimes. */
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

    /** How severe an event of the platform is, the least first. */
    public enum SystemLevel {
        DEBUG,
        INFO,
        WARN
    }

    /** As text, which all functions have that ask for nothing else. */
    public static Logging text(String group) {
        return new Logging(Format.TEXT, Optional.empty(), Optional.empty(), group);
    }

    /** Whether an event of this level is logged. */
    public boolean includes(SystemLevel level) {
        return level.compareTo(systemLevel.orElse(SystemLevel.INFO)) >= 0;
    }
}
