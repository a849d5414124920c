package dev.hearth.neighbours.logs;

import dev.hearth.error.ServiceException;
import java.util.function.IntPredicate;

/** Goes through the text of a filter pattern. Spaces between its parts mean nothing. */
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

    /** Goes on if this comes next. */
    boolean accept(String part) {
        boolean comes = startsWith(part);
        if (comes) {
            at += part.length();
        }
        return comes;
    }

    /** Goes on if this word comes next, in any case, and no letter after it. */
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

    /** Refuses what begins like one. */
    void refuseRegularExpression() {
        if (startsWith("%")) {
            throw failure("Hearth knows no regular expressions in filter patterns");
        }
    }

    /** What comes next up to such a character, or the end; it is refused if that is nothing. */
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

    /** A text in the quotation marks that come next, of this kind; after a backslash each character is itself. */
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

    /** Says what is wrong, and where. */
    ServiceException failure(String problem) {
        return FilterPattern.invalid(problem + " at character " + (at + 1) + ": " + text);
    }
}
