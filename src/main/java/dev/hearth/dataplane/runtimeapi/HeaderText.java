package dev.hearth.dataplane.runtimeapi;

/** Makes a text from a caller fit to be a header's value, so that it can't end the header and begin another. */
final class HeaderText {
    private HeaderText() {}

    /**
     * The text with blanks for control characters, and the rest that is not ASCII as JSON writes it. JSON keeps its
     * meaning: it has control characters only between its tokens, and the others only in strings.
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
