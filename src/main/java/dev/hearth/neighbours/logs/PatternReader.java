package dev.hearth.neighbours.logs;

import dev.hearth.error.ServiceException;
import java.util.function.IntPredicate;

/** A scanner over the text of a filter pattern. Spaces between tokens are ignored. */
final class PatternReader {
    private final String text;
    private int at;

    PatternReader(String text) {
        this.text = text;
    }

    boolean atEnd() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == text.length();
    }

    boolean startsWith(String part) {
        return !atEnd() && text.startsWith(part, at);
    }

    /** Skips this text if it comes next. */
    boolean accept(String part) {
        boolean comes = startsWith(part);
        if (comes) {
            at += part.length();
        }
        return comes;
    }

    /** Skips this word if it comes next, in upper or lower case, without a letter after it. */
    boolean acceptWord(String word) {
        if (atEnd() || !text.regionMatches(true, at, word, 0, word.length())) {
            return false;
        }
        int end = at + word.length();
        if (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
            return false;
        }
        at = end;
        return true;
    }

    void expect(String part) {
        if (!accept(part)) {
            throw failure("'" + part + "' is missing");
        }
    }

    /** Refuses a regular expression. */
    void refuseRegularExpression() {
        if (startsWith("%")) {
            throw failure("Hearth knows no regular expressions in filter patterns");
        }
    }

    /** Reads up to one of these characters, or to the end. An empty text is refused. */
    String until(IntPredicate ends) {
        atEnd();
        int start = at;
        while (at < text.length() && !ends.test(text.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw failure("something is missing");
        }
        return text.substring(start, at);
    }

    /** Reads a text in this kind of quotation marks. A backslash escapes the next character. */
    String quoted() {
        char mark = text.charAt(at);
        StringBuilder quoted = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character == mark) {
                at++;
                return quoted.toString();
            }
            if (character == '\\' && at + 1 < text.length()) {
                at++;
                character = text.charAt(at);
            }
            quoted.append(character);
        }
        throw failure("a quotation mark is missing");
    }

    /** The error for a pattern, with the position. */
    ServiceException failure(String problem) {
        return FilterPattern.invalid(problem + " at character " + (at + 1) + ": " + text);
    }
}
