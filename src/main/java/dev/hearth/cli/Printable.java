package dev.hearth.cli;

import java.util.regex.Pattern;

/** Escapes text of functions for the operator's terminal, which its control characters must not reach. */
final class Printable {
    /** The lines of an event end with line feeds or, from clients that write no frames, with carriage returns. */
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
