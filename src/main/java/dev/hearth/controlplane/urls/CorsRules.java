package dev.hearth.controlplane.urls;

import dev.hearth.error.Constraints;
import dev.hearth.model.FunctionUrl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.lambda.model.Cors;

/** What a URL's settings for pages of other origins may be, and how they are shown. */
final class CorsRules {
    private CorsRules() {}

    static void constrain(Constraints constraints, @Nullable Cors cors) {
        if (cors == null) {
            return;
        }
        headers(constraints, "Cors.AllowHeaders", cors.hasAllowHeaders() ? cors.allowHeaders() : null);
        headers(constraints, "Cors.ExposeHeaders", cors.hasExposeHeaders() ? cors.exposeHeaders() : null);
        texts(
                constraints,
                "Cors.AllowMethods",
                cors.hasAllowMethods() ? cors.allowMethods() : null,
                Limits.CORS_METHODS,
                0,
                Limits.METHOD_CHARACTERS);
        texts(
                constraints,
                "Cors.AllowOrigins",
                cors.hasAllowOrigins() ? cors.allowOrigins() : null,
                Limits.CORS_ITEMS,
                1,
                Limits.ORIGIN_CHARACTERS);
        constraints.range("Cors.MaxAge", cors.maxAge(), 0, Limits.MAX_AGE_SECONDS);
    }

    private static void headers(Constraints constraints, String member, @Nullable List<String> names) {
        texts(constraints, member, names, Limits.CORS_ITEMS, 0, Limits.HEADER_CHARACTERS);
    }

    private static void texts(
            Constraints constraints,
            String member,
            @Nullable List<String> values,
            int mostValues,
            int leastCharacters,
            int mostCharacters) {
        constraints
                .count(member, values, 0, mostValues)
                .each(
                        member,
                        values,
                        value -> isLine(value, leastCharacters, mostCharacters),
                        "Member must have length less than or equal to " + mostCharacters
                                + ", Member must have length greater than or equal to " + leastCharacters
                                + ", Member must satisfy regular expression pattern: .*, Member must not be null");
    }

    /** What {@code .*} matches: they become headers, so what ends a line is nothing for them. */
    private static boolean isLine(String value, int least, int most) {
        int length = value.codePointCount(0, value.length());
        return length >= least
                && length <= most
                && value.codePoints().noneMatch(point -> Character.isISOControl(point) || point > 0x7e);
    }

    /** Settings without anything in them are none. */
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
