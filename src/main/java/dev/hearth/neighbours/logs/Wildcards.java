package dev.hearth.neighbours.logs;

import java.util.List;

/**
 * A text in which {@code *} stands for any characters, also none.
 *
 * @param parts what is between the stars, in order: one more than there are stars
 */
record Wildcards(List<String> parts) {
    Wildcards {
        parts = List.copyOf(parts);
    }

    static Wildcards of(String text) {
        return new Wildcards(List.of(text.split("\\*", -1)));
    }

    /** Matches each part at its first occurrence, so the time is linear in the text, whatever the number of stars. */
    boolean matches(String text) {
        String first = parts.getFirst();
        String last = parts.getLast();
        if (parts.size() == 1) {
            return text.equals(first);
        }
        if (!text.startsWith(first)) {
            return false;
        }
        int at = first.length();
        for (String part : parts.subList(1, parts.size() - 1)) {
            int found = text.indexOf(part, at);
            if (found < 0) {
                return false;
            }
            at = found + part.length();
        }
        return text.length() - last.length() >= at && text.endsWith(last);
    }
}
