package dev.hearth.neighbours.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * Makes the ids of events: 56 digits, as CloudWatch's. Their order as text is that of time, then stream, then place in
 * the stream, so that an id also says where a page ended.
 */
final class EventId {
    private static final Pattern FORM = Pattern.compile("[0-9]{56}");
    private static final int TIME_DIGITS = 16;

    // FNV-1a, 64 bits: two streams of one group practically never have the same hash
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private EventId() {}

    /** Truncates a time to whole milliseconds, none before 1970. */
    static Instant millis(Instant instant) {
        return instant.isBefore(Instant.EPOCH) ? Instant.EPOCH : instant.truncatedTo(ChronoUnit.MILLIS);
    }

    static String of(Instant timestamp, String streamHash, long position) {
        String time = String.valueOf(timestamp.toEpochMilli());
        String place = String.valueOf(position);
        return "0".repeat(TIME_DIGITS - time.length()) + time + streamHash + "0".repeat(20 - place.length()) + place;
    }

    /** The part of an id that identifies the stream. */
    static String hash(String stream) {
        long hash = FNV_OFFSET;
        for (byte unit : stream.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (unit & 0xff)) * FNV_PRIME;
        }
        String digits = Long.toUnsignedString(hash);
        return "0".repeat(20 - digits.length()) + digits;
    }

    static boolean isId(String text) {
        return FORM.matcher(text).matches();
    }

    /** The time in an id. */
    static Instant time(String id) {
        return Instant.ofEpochMilli(Long.parseLong(id.substring(0, TIME_DIGITS)));
    }
}
