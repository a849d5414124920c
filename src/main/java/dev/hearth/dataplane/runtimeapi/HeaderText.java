package dev.hearth.dataplane.runtimeapi;

/** Makes a caller's text valid as a header's value, so that it can't end the header and begin another. */
final class HeaderText {
    private HeaderText() {}

    /**
     * The text with blanks for control characters, and with JSON's escapes for other characters that are not ASCII.
     * JSON keeps its meaning, because it has control characters only between tokens and the others only in strings.
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
