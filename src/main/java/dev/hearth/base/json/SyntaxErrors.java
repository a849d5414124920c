package dev.hearth.base.json;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/**
 * Converts the parser's errors to those of Jackson 2, which are in Lambda's messages. The library here is Jackson 3. It
 * calls members properties, does not report where an object or array began, and gives another position for unexpected
 * characters.
 */
final class SyntaxErrors {
    private static final String FORGOTTEN = "byte offset: #UNKNOWN";
    private static final String CLOSE_MARKER = "Unexpected close marker '";
    private static final String START_BYTE = "Invalid UTF-8 start byte 0x";

    /** The errors whose position is that of the character. All others have the position that the parser has reached. */
    private static final List<String> AT_CHARACTER = List.of(
            "Unexpected character (",
            "Illegal character (",
            "Illegal unquoted character (",
            "Unrecognized character escape ");

    private SyntaxErrors() {}

    /** @param reached the position that the parser has reached */
    static JsonException of(JacksonException error, TokenStreamLocation reached, byte[] text) {
        int read = Math.clamp(reached.getByteOffset(), 0, text.length);
        String problem = firstCharacter(String.valueOf(error.getOriginalMessage()), read, text)
                .replace("to start property name", "to start field name")
                .replace("to separate property name and value", "to separate field name and value")
                .replace("no open Object to close", "expected ']' (for root starting at [" + source("line: 1") + "])")
                .replace("no open Array to close", "expected '}' (for root starting at [" + source("line: 1") + "])");
        if (problem.contains(FORGOTTEN)) {
            int end = problem.startsWith(CLOSE_MARKER) ? read - 1 : text.length;
            problem = problem.replace(FORGOTTEN, innermost(text, end).toString());
        }
        int back = AT_CHARACTER.stream().anyMatch(problem::startsWith) ? 1 : 0;
        return new JsonException(problem, Math.max(1, reached.getLineNr()), Math.max(1, reached.getColumnNr() - back));
    }

    private static String source(String place) {
        return "Source: " + JsonException.SOURCE + "; " + place;
    }

    /** The problem of a text whose first byte can't begin a character: Jackson 2 reports the byte as the character. */
    private static String firstCharacter(String problem, int read, byte[] text) {
        int code = read == 0 ? 0 : text[read - 1] & 0xff;
        if (!problem.startsWith(START_BYTE) || Character.isJavaIdentifierStart(code) || !isBlank(text, read - 1)) {
            return problem;
        }
        String shown = Character.isISOControl(code) ? "(CTRL-CHAR, code " : "'" + (char) code + "' (code ";
        return "Unexpected character (" + shown + code
                + ")): expected a valid value (JSON String, Number, Array, Object or"
                + " token 'null', 'true' or 'false')";
    }

    private static boolean isBlank(byte[] text, int end) {
        for (int i = 0; i < end; i++) {
            if (text[i] != ' ' && text[i] != '\t' && text[i] != '\n' && text[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    /** A position in a text. Both numbers start at 1, and columns count bytes. */
    private record Place(int line, int column) {
        @Override
        public String toString() {
            return "line: " + line + ", column: " + column;
        }
    }

    /** The position of the innermost object or array that is open at the end. */
    private static Place innermost(byte[] text, int end) {
        Deque<Place> open = new ArrayDeque<>();
        boolean quoted = false;
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < end; i++) {
            byte character = text[i];
            if (quoted) {
                if (character == '\\') {
                    i++;
                }
                quoted = character != '"';
            } else if (character == '{' || character == '[') {
                open.push(new Place(line, i - lineStart + 1));
            } else if (character == '}' || character == ']') {
                open.poll();
            } else if (character == '"') {
                quoted = true;
            } else if (character == '\n' || (character == '\r' && (i + 1 == text.length || text[i + 1] != '\n'))) {
                line++;
                lineStart = i + 1;
            }
        }
        return open.isEmpty() ? new Place(1, 1) : open.peek();
    }
}
