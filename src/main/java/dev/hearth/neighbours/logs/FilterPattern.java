package dev.hearth.neighbours.logs;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;

/**
 * A condition on messages, in
 * <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html">CloudWatch's filter
 * patterns</a>: of terms, for JSON ({@code {…}}) or for columns ({@code […]}). Regular expressions ({@code %…%}) are
 * refused.
 */
interface FilterPattern {
    boolean matches(String message);

    /** Parses a pattern. A pattern with a syntax error is refused. */
    static FilterPattern parse(String text) {
        if (text.length() > Limits.PATTERN_CHARACTERS) {
            throw invalid("a filter pattern has at most " + Limits.PATTERN_CHARACTERS + " characters");
        }
        String stripped = text.strip();
        if (stripped.startsWith("{")) {
            return JsonPattern.parse(stripped);
        }
        return stripped.startsWith("[") ? ColumnPattern.parse(stripped) : TermPattern.parse(stripped);
    }

    static ServiceException invalid(String problem) {
        return new ServiceException(ErrorCode.INVALID_PARAMETER, "Invalid filter pattern: " + problem);
    }
}
