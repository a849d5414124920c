package dev.hearth.dataplane.functionurl;

import dev.hearth.base.http.HopByHop;
import dev.hearth.dataplane.functionurl.Answer.Header;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The headers that pass between the caller's request and the function. */
final class PassedHeaders {
    /** Headers that only the server sets. */
    private static final Set<String> OWN = Set.of("x-amzn-requestid", "x-amzn-trace-id");

    /** Headers of functions that Lambda passes under another name. */
    private static final Set<String> REMAPPED = Set.of("connection", "content-length", "date", "www-authenticate");

    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    private PassedHeaders() {}

    /**
     * Whether a function gets a request's header.
     *
     * @param name in lower case
     */
    static boolean toFunction(String name) {
        return !HopByHop.has(name);
    }

    /**
     * A function's header as the caller gets it; empty if it is not passed on.
     *
     * @throws BadResultException if it contains a line break, which could begin another header or answer
     */
    static Optional<Header> toCaller(String name, String value, boolean isHead) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (name.isEmpty() || !name.chars().allMatch(PassedHeaders::isToken)) {
            throw new BadResultException("the name of a header");
        }
        if (!value.chars().allMatch(character -> (character >= ' ' && character != 0x7f) || character == '\t')) {
            throw new BadResultException("the value of the header " + name);
        }
        if (isHead && lower.equals("content-length") && isLength(value)) {
            return Optional.of(new Header(name, value));
        }
        if (REMAPPED.contains(lower)) {
            return Optional.of(new Header("x-amzn-Remapped-" + lower, value));
        }
        return HopByHop.has(lower) || OWN.contains(lower) ? Optional.empty() : Optional.of(new Header(name, value));
    }

    static boolean has(List<Header> headers, String name) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name));
    }

    private static boolean isLength(String value) {
        return !value.isEmpty() && value.length() < 19 && value.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isToken(int character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || TOKEN.indexOf(character) >= 0;
    }
}
