package dev.hearth.controlplane.functions;

import dev.hearth.controlplane.operation.Failures;
import dev.hearth.model.Logging;
import java.util.Optional;
import software.amazon.awssdk.services.lambda.model.LoggingConfig;

/** A function's logging settings in the form of the API. */
final class LogSettings {
    private static final String LEVEL = "INFO";
    private static final String LEVELS_NEED_JSON = "LogLevel is not supported when LogFormat is set to \"Text\". "
            + "Remove LogLevel from your request or change the LogFormat to \"JSON\" and try again.";

    private LogSettings() {}

    /** The settings after a request. A request that sets the format resets the levels to that format's defaults. */
    static Logging changed(Logging earlier, LoggingConfig asked) {
        String group = asked.logGroup() == null ? earlier.group() : asked.logGroup();
        Optional<String> format = Optional.ofNullable(asked.logFormatAsString());
        Optional<String> application = Optional.ofNullable(asked.applicationLogLevelAsString());
        Optional<String> system = Optional.ofNullable(asked.systemLogLevelAsString());
        if (!format.orElse(earlier.format().wire()).equals(Logging.Format.JSON.wire())) {
            if (application.isPresent() || system.isPresent()) {
                throw Failures.invalid(LEVELS_NEED_JSON);
            }
            return Logging.text(group);
        }
        Logging basis = format.isPresent() ? Logging.text(group) : earlier;
        return new Logging(
                Logging.Format.JSON,
                Optional.of(application.or(basis::applicationLevel).orElse(LEVEL)),
                Optional.of(system.map(Logging.SystemLevel::valueOf)
                        .or(basis::systemLevel)
                        .orElse(Logging.SystemLevel.INFO)),
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
