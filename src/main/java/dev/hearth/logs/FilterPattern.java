package dev.hearth.logs;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import java.util.ArrayList;
import java.util.List;

/**
 * Terms to look for in a message: all of the plain ones, none with {@code -}, and at least one with {@code ?}, which
 * CloudWatch ignores beside others. A term in double quotes may hold spaces. Case counts.
 *
 * <p>CloudWatch's patterns for JSON ({@code {…}}) and columns ({@code […]}) and its regular expressions ({@code %…%})
 * are refused.
 */
final class FilterPattern {
    private final List<String> all = new ArrayList<>();
    private final List<String> any = new ArrayList<>();
    private final List<String> none = new ArrayList<>();

    private FilterPattern() {}

    static FilterPattern parse(String text) {
        if (text.length() > Limits.PATTERN_CHARACTERS) {
            throw invalid("a filter pattern has at most " + Limits.PATTERN_CHARACTERS + " characters");
        }
        String stripped = text.strip();
        if (stripped.startsWith("{") || stripped.startsWith("[")) {
            throw invalid("Hearth knows filter patterns of terms only, not those for JSON or columns: " + stripped);
        }
        FilterPattern pattern = new FilterPattern();
        int at = 0;
        while (at < stripped.length()) {
            at = pattern.term(stripped, at);
        }
        return pattern;
    }

    boolean matches(String message) {
        return all.stream().allMatch(message::contains)
                && none.stream().noneMatch(message::contains)
                && (any.isEmpty()
                        || !all.isEmpty()
                        || !none.isEmpty()
                        || any.stream().anyMatch(message::contains));
    }

    /** Reads a term; returns where the next one begins. */
    private int term(String text, int start) {
        if (Character.isWhitespace(text.charAt(start))) {
            return start + 1;
        }
        List<String> kind = switch (text.charAt(start)) {
            case '?' -> any;
            case '-' -> none;
            default -> all;
        };
        boolean plain = text.charAt(start) != '?' && text.charAt(start) != '-';
        int at = plain ? start : start + 1;
        if (at == text.length()) {
            throw invalid("a term is missing at the end: " + text);
        }
        StringBuilder term = new StringBuilder();
        if (text.charAt(at) == '"') {
            at = quoted(text, at + 1, term);
        } else {
            if (text.charAt(at) == '%') {
                throw invalid("Hearth knows no regular expressions in filter patterns: " + text);
            }
            while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
                term.append(text.charAt(at++));
            }
        }
        if (!term.isEmpty()) {
            kind.add(term.toString());
        }
        return at;
    }

    private static int quoted(String text, int start, StringBuilder term) {
        for (int at = start; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == '"') {
                return at + 1;
            }
            if (character == '\\' && at + 1 < text.length()) {
                at++;
                character = text.charAt(at);
            }
            term.append(character);
        }
        throw invalid("a quotation mark is missing: " + text);
    }

    private static ServiceException invalid(String problem) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER, "Invalid filter pattern: " + problem);
    }
}
