package dev.hearth.neighbours.logs;

import java.util.ArrayList;
import java.util.List;

/** Splits messages to the length of events. */
final class Messages {
    /** The most bytes that a char of a string takes in UTF-8 (one of a surrogate pair takes two). */
    private static final int BYTES_PER_CHAR = 3;

    private Messages() {}

    /** Splits the message into parts of 1 to this many bytes in UTF-8, between characters. */
    static List<String> split(String message, int most) {
        if (message.isEmpty()) {
            return List.of();
        }
        if (message.length() * (long) BYTES_PER_CHAR <= most) {
            return List.of(message);
        }
        List<String> parts = new ArrayList<>();
        int start = 0;
        int bytes = 0;
        for (int at = 0; at < message.length(); ) {
            int character = message.codePointAt(at);
            int size = size(character);
            if (bytes + size > most) {
                parts.add(message.substring(start, at));
                start = at;
                bytes = 0;
            }
            bytes += size;
            at += Character.charCount(character);
        }
        parts.add(message.substring(start));
        return parts;
    }

    private static int size(int character) {
        if (character < 0x80) {
            return 1;
        }
        if (character < 0x800) {
            return 2;
        }
        return character < 0x10000 ? 3 : 4;
    }
}
