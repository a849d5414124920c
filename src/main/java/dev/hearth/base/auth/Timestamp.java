package dev.hearth.base.auth;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time at which a request was signed.
 *
 * @param text in ISO 8601's basic format, such as {@code 20260131T235959Z}, as it is signed
 */
record Timestamp(String text, Instant instant) {
    private static final DateTimeFormatter BASIC =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LENGTH = 16;

    /** Reads the value of {@code X-Amz-Date} or of {@code Date}. */
    static Timestamp of(String text) {
        try {
            if (text.length() == LENGTH && text.charAt(8) == 'T' && text.charAt(15) == 'Z') {
                return new Timestamp(text, parse(text));
            }
            Instant instant = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text));
            return new Timestamp(format(instant), instant);
        } catch (DateTimeException | NumberFormatException e) {
            throw Signature.incomplete("Date must be in ISO-8601 'basic format'. Got '" + text
                    + "'. See http://en.wikipedia.org/wiki/ISO_8601");
        }
    }

    static String format(Instant instant) {
        return BASIC.format(instant);
    }

    /** The day, as in the scope of a credential. */
    String day() {
        return text.substring(0, 8);
    }

    private static Instant parse(String text) {
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 4, 6),
                        number(text, 6, 8),
                        number(text, 9, 11),
                        number(text, 11, 13),
                        number(text, 13, 15))
                .toInstant(ZoneOffset.UTC);
    }

    private static int number(String text, int begin, int end) {
        int value = 0;
        for (int i = begin; i < end; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                throw new NumberFormatException(text);
            }
            value = value * 10 + digit - '0';
        }
        return value;
    }
}
