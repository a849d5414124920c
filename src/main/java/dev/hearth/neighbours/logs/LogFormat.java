package dev.hearth.neighbours.logs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/**
 * The form of a log file: lines in UTF-8, each ended by a newline. A last line without newline is left
 * from a crash, and is ignored.
 *
 * <pre>
 * CREATED NAME                     the first line: when the stream was made, in milliseconds, and its name
 * TIMESTAMP INGESTED MESSAGE       an event; in the message \n, \r and \\ stand for newline, return and backslash
 * </pre>
 */
final class LogFormat {
    /** The first line of a stream's files, and of a group's. */
    record Header(Instant created, String name) {}

    /** An event's line. */
    record Entry(Instant timestamp, Instant ingested, String message) {}

    /** The longest first line: 15 digits, a space, the name in UTF-8, the newline. */
    static final int HEADER_BYTES = 15 + 1 + 4 * Limits.NAME_CHARACTERS + 1;

    private LogFormat() {}

    static byte[] header(Header header) {
        return (header.created().toEpochMilli() + " " + header.name() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static void write(Entry entry, ByteArrayOutputStream to) {
        String times = entry.timestamp().toEpochMilli() + " " + entry.ingested().toEpochMilli() + " ";
        to.writeBytes(times.getBytes(StandardCharsets.UTF_8));
        byte[] message = entry.message().getBytes(StandardCharsets.UTF_8);
        int written = 0;
        for (int at = 0; at < message.length; at++) {
            char escaped = escape(message[at]);
            if (escaped != 0) {
                to.write(message, written, at - written);
                to.write('\\');
                to.write(escaped);
                written = at + 1;
            }
        }
        to.write(message, written, message.length - written);
        to.write('\n');
    }

    /** The character that follows a backslash in place of this one; 0 if the character is not escaped. */
    private static char escape(byte unit) {
        return switch (unit) {
            case '\n' -> 'n';
            case '\r' -> 'r';
            case '\\' -> '\\';
            default -> 0;
        };
    }

    /** Empty if the line is damaged. */
    static Optional<Header> readHeader(byte[] line, int length) {
        int space = indexOf(line, 0, length, ' ');
        return space < 0
                ? Optional.empty()
                : time(line, 0, space)
                        .map(created -> new Header(
                                created, new String(line, space + 1, length - space - 1, StandardCharsets.UTF_8)));
    }

    /** Empty if the line is damaged. */
    static Optional<Entry> readEntry(byte[] line, int start, int length) {
        int first = indexOf(line, start, start + length, ' ');
        int second = first < 0 ? -1 : indexOf(line, first + 1, start + length, ' ');
        if (second < 0) {
            return Optional.empty();
        }
        Optional<Instant> timestamp = time(line, start, first);
        Optional<Instant> ingested = time(line, first + 1, second);
        return timestamp.isEmpty() || ingested.isEmpty()
                ? Optional.empty()
                : Optional.of(new Entry(timestamp.get(), ingested.get(), message(line, second + 1, start + length)));
    }

    private static String message(byte[] line, int start, int end) {
        ByteBuffer plain = ByteBuffer.allocate(end - start);
        for (int at = start; at < end; at++) {
            byte unit = line[at];
            if (unit == '\\' && at + 1 < end) {
                at++;
                unit = switch (line[at]) {
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> line[at];
                };
            }
            plain.put(unit);
        }
        return new String(plain.array(), 0, plain.position(), StandardCharsets.UTF_8);
    }

    private static Optional<Instant> time(byte[] line, int start, int end) {
        try {
            long millis = Long.parseLong(new String(line, start, end - start, StandardCharsets.US_ASCII));
            return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static int indexOf(byte[] bytes, int from, int end, char character) {
        for (int at = from; at < end; at++) {
            if (bytes[at] == character) {
                return at;
            }
        }
        return -1;
    }
}
