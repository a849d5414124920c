package dev.hearth.dataplane.runtimeapi;

/** Encodes a caller's text as a header's value, so that it can't end the header and begin another one. */
final class HeaderText {
    private HeaderText() {}

    /**
     * The text with control characters replaced by blanks, and other characters beyond ASCII escaped as in JSON. A JSON
     * text keeps its meaning, because it has control characters only between tokens, and the others only in strings.
     */
    static String of(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == 0x7f) {
                safe.append(' ');
            } else if (c < 0x7f) {
                safe.append(c);
            } else {
                safe.append(String.format("\\u%04x", (int) c));
            }
        }
        return safe.toString();
    }
}
