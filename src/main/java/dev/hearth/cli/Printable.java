package dev.hearth.cli;

import java.util.regex.Pattern;

/** Text of functions, made fit for the operator's terminal: it may hold anything, but must not steer the terminal. */
final class Printable {
    /** Events of several lines part them by line feeds or, from clients that write no frames, by carriage returns. */
    private static final Pattern LINE_END = Pattern.compile("\r\n?");

    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

    private Printable() {}

    /** Lines end in line feeds; control characters other than tabs are written as {@code \x1b}. */
    static String of(String text) {
        String lines = LINE_END.matcher(text).replaceAll("\n");
        return CONTROL.matcher(lines)
                .replaceAll(
                        found -> String.format("\\\\x%02x", (int) found.group().charAt(0)));
    }
}
