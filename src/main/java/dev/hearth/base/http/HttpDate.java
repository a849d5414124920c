package dev.hearth.base.http;

import dev.hearth.time.Time;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The {@code Date} header line, formatted once a second. AWS's SDKs correct their clocks by it. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("'Date: 'EEE, dd MMM yyyy HH:mm:ss 'GMT\r\n'", Locale.ROOT);

    private final Time time;
    private volatile Line line = new Line(Long.MIN_VALUE, new byte[0]);

    HttpDate(Time time) {
        this.time = time;
    }

    byte[] line() {
        Instant now = time.now();
        Line current = line;
        if (current.second != now.getEpochSecond()) {
            String text = FORMAT.format(now.atOffset(ZoneOffset.UTC));
            current = new Line(now.getEpochSecond(), text.getBytes(StandardCharsets.US_ASCII));
            line = current;
        }
        return current.bytes;
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares or keeps it
    private record Line(long second, byte[] bytes) {}
}
