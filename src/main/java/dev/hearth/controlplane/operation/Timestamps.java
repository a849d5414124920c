package dev.hearth.controlplane.operation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as text, in the API's formats. */
public final class Timestamps {
    private static final DateTimeFormatter MILLISECONDS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxx", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Timestamps() {}

    /** {@code 2026-01-02T03:04:05.678+0000}. */
    public static String milliseconds(Instant instant) {
        return MILLISECONDS.format(instant);
    }

    /** {@code 2026-01-02T03:04:05+0000}. */
    public static String seconds(Instant instant) {
        return SECONDS.format(instant);
    }
}
