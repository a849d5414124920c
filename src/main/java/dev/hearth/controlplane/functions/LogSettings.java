package dev.hearth.controlplane.functions;

import dev.hearth.model.Logging;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/** A function's logging as the API has it. */
final class LogSettings {
    private static final String LEVEL = "INFO";

    private LogSettings() {}

    /** What a request says; it says all but the group. */
    static Logging of(LoggingConfig asked, String earlierGroup) {
        String group = asked.logGroup() == null ? earlierGroup : asked.logGroup();
        if (!Logging.Format.JSON.wire().equals(asked.logFormatAsString())) {
            return Logging.text(group);
        }
        return new Logging(
                Logging.Format.JSON,
                Optional.of(
                        Optional.ofNullable(asked.applicationLogLevelAsString()).orElse(LEVEL)),
                Optional.of(Logging.SystemLevel.valueOf(
                        Optional.ofNullable(asked.systemLogLevelAsString()).orElse(LEVEL))),
                group);
    }

    static LoggingConfig shown(Logging logging) {
        return LoggingConfig.builder()
                .logFormat(logging.format().wire())
                .applicationLogLevel(logging.applicationLevel().orElse(null))
                .systemLogLevel(
                        logging.systemLevel().map(Logging.SystemLevel::name).orElse(null))
                .logGroup(logging.group())
                .build();
    }
}
