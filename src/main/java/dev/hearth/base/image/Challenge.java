package dev.hearth.base.image;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The authentication that a registry demands: one {@code WWW-Authenticate} header (RFC 9110, 11.6.1).
 *
 * @param scheme in lower case: {@code bearer} or {@code basic}
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern SCHEME = Pattern.compile("\\s*([A-Za-z]+)(?:\\s+(.*))?", Pattern.DOTALL);
    private static final Pattern PARAMETER =
            Pattern.compile("([A-Za-z_-]+)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*)\"|([^\\s,\"]+))");

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    /** The first one that Hearth can answer. Tokens are preferred to passwords. */
    static Optional<Challenge> choose(List<String> headers) {
        List<Challenge> known =
                headers.stream().flatMap(header -> parse(header).stream()).toList();
        return known.stream()
                .filter(each ->
                        each.scheme().equals("bearer") && each.parameters().containsKey("realm"))
                .findFirst()
                .or(() -> known.stream()
                        .filter(each -> each.scheme().equals("basic"))
                        .findFirst());
    }

    private static Optional<Challenge> parse(String header) {
        Matcher matcher = SCHEME.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> parameters = new HashMap<>();
        if (matcher.group(2) != null) {
            Matcher parameter = PARAMETER.matcher(matcher.group(2));
            while (parameter.find()) {
                String quoted = parameter.group(2);
                String value = quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1");
                parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), value);
            }
        }
        return Optional.of(new Challenge(matcher.group(1).toLowerCase(Locale.ROOT), parameters));
    }
}
