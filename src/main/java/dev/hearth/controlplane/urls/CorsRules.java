package dev.hearth.controlplane.urls;

import dev.hearth.error.Constraints;
import dev.hearth.model.FunctionUrl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Cors;

/** Checks a URL's CORS settings, and converts them to the API's form. */
final class CorsRules {
    private static final String RULE = "Member must satisfy regular expression pattern: .*, Member must not be null";

    private CorsRules() {}

    /** Refuses values that can't be header values, because they have line ends or characters beyond ASCII. */
    static void check(@Nullable Cors cors) {
        if (cors == null) {
            return;
        }
        new Constraints()
                .each("Cors.AllowHeaders", cors.allowHeaders(), CorsRules::isLine, RULE)
                .each("Cors.AllowMethods", cors.allowMethods(), CorsRules::isLine, RULE)
                .each("Cors.AllowOrigins", cors.allowOrigins(), CorsRules::isLine, RULE)
                .each("Cors.ExposeHeaders", cors.exposeHeaders(), CorsRules::isLine, RULE)
                .check();
    }

    private static boolean isLine(String value) {
        return value.codePoints().noneMatch(point -> Character.isISOControl(point) || point > 0x7e);
    }

    /** Reads the settings. If none is set, there are none. */
    static Optional<FunctionUrl.Cors> read(@Nullable Cors cors) {
        if (cors == null || cors.equals(Cors.builder().build())) {
            return Optional.empty();
        }
        return Optional.of(new FunctionUrl.Cors(
                Optional.ofNullable(cors.allowCredentials()),
                cors.allowHeaders(),
                cors.allowMethods(),
                cors.allowOrigins(),
                cors.exposeHeaders(),
                Optional.ofNullable(cors.maxAge())));
    }

    static Cors show(FunctionUrl.Cors cors) {
        Cors.Builder shown = Cors.builder();
        cors.allowCredentials().ifPresent(shown::allowCredentials);
        cors.maxAge().ifPresent(shown::maxAge);
        return shown.allowHeaders(unlessEmpty(cors.allowHeaders()))
                .allowMethods(unlessEmpty(cors.allowMethods()))
                .allowOrigins(unlessEmpty(cors.allowOrigins()))
                .exposeHeaders(unlessEmpty(cors.exposeHeaders()))
                .build();
    }

    private static @Nullable List<String> unlessEmpty(List<String> values) {
        return values.isEmpty() ? null : values;
    }
}
