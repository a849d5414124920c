package dev.hearth.dataplane.worker;

import dev.hearth.time.Time;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * Splits a process's output into log events: lines of text, and frames, one for each log call of a runtime client.
 *
 * <p>A frame has a header, big endian, and then the text of one event, which may contain newlines:
 *
 * <pre>
 * 4 bytes   0xa55a0000 + the level's number * 4 + the form (2 JSON, 3 text); 0xa55a0001 by Ruby's and older clients
 * 4 bytes   the length of the text
 * 8 bytes   the time in microseconds since 1970; absent after 0xa55a0001
 * </pre>
 *
 * <p>Frames come by the same pipe as what is printed, so the two keep their order. A function that prints such a header
 * itself only confuses its own log. It hardly happens by chance: no character of UTF-8 begins with 0xa5, the length is
 * limited, and the time must be near. A frame in the middle of a line does not split the line.
 */
final class OutputReader {
    private static final byte MAGIC = (byte) 0xa5;
    private static final int FRAMES = 0xa55a0000;
    private static final int UNTIMED = 0xa55a0001;
    private static final int FORM_BITS = 3;
    private static final int TEXT_FORM = 3;
    private static final int JSON_FORM = 2;
    private static final int LEVEL_SHIFT = 2;
    private static final int TYPE_BYTES = 4;
    private static final int UNTIMED_BYTES = 8;
    private static final int HEADER_BYTES = 16;
    private static final long MICROS = 1_000;

    private final Time time;
    private final EventSink sink;
    private final LineSplitter lines;
    private final LineSplitter frame;
    private final byte[] header = new byte[HEADER_BYTES];
    private int headerLength;
    private int missing;
    private Optional<ApplicationLevel> level = Optional.empty();

    /** Is told the events. */
    interface EventSink {
        /**
         * Takes one event.
         *
         * @param level the level in the frame; empty for a printed line, or without a level
         */
        void event(String text, Optional<ApplicationLevel> level);
    }

    /**
     * A reader for one process.
     *
     * @param limit the most bytes of an event; longer ones are cut
     */
    OutputReader(int limit, Time time, EventSink sink) {
        this.time = time;
        this.sink = sink;
        lines = new LineSplitter(limit, line -> sink.event(line, Optional.empty()));
        frame = new LineSplitter(limit, this::framed);
    }

    void add(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            if (missing > 0) {
                at += body(bytes, at);
            } else if (headerLength > 0) {
                header(bytes[at++]);
            } else {
                int next = at;
                while (next < bytes.length && bytes[next] != MAGIC) {
                    next++;
                }
                lines.add(bytes, at, next);
                if (next < bytes.length) {
                    header[headerLength++] = MAGIC;
                }
                at = next + 1;
            }
        }
    }

    /** Ends an unfinished line, but not an unfinished frame. */
    void finishLine() {
        if (missing == 0) {
            noHeader();
        }
        lines.finish();
    }

    /** Ends an unfinished line or frame. */
    void end() {
        finishLine();
        frame.finish();
        missing = 0;
    }

    private void framed(String text) {
        sink.event(text, level);
    }

    private int body(byte[] bytes, int from) {
        int count = Math.min(missing, bytes.length - from);
        frame.addWhole(bytes, from, from + count);
        missing -= count;
        if (missing == 0) {
            frame.finish();
        }
        return count;
    }

    private void header(byte next) {
        header[headerLength++] = next;
        ByteBuffer read = ByteBuffer.wrap(header, 0, headerLength);
        if ((headerLength == 2 && next != (byte) (FRAMES >> Short.SIZE))
                || (headerLength == TYPE_BYTES && !isType(read.getInt(0)))) {
            notAHeader();
        } else if (headerLength == UNTIMED_BYTES && read.getInt(0) == UNTIMED) {
            begin(read, true);
        } else if (headerLength == HEADER_BYTES) {
            begin(read, isNear(read.getLong(UNTIMED_BYTES)));
        }
    }

    private void begin(ByteBuffer read, boolean plausible) {
        int length = read.getInt(TYPE_BYTES);
        if (!plausible || length < 0 || length > Limits.FRAME_BYTES) {
            notAHeader();
            return;
        }
        level = ApplicationLevel.numbered(number(read.getInt(0)));
        missing = length;
        headerLength = 0;
    }

    /** Takes the first byte as text. A header may begin at one of the next bytes. */
    private void notAHeader() {
        byte[] held = Arrays.copyOf(header, headerLength);
        headerLength = 0;
        lines.add(held, 0, 1);
        add(Arrays.copyOfRange(held, 1, held.length));
    }

    private void noHeader() {
        lines.add(header, 0, headerLength);
        headerLength = 0;
    }

    private static boolean isType(int type) {
        int form = type & FORM_BITS;
        int number = number(type);
        return (type & 0xffffff00) == FRAMES
                && (type == UNTIMED || form == TEXT_FORM || form == JSON_FORM)
                && (number == 0 || ApplicationLevel.numbered(number).isPresent());
    }

    /** The number of the level; 0 if the frame has none. */
    private static int number(int type) {
        return (type & 0xff) >> LEVEL_SHIFT;
    }

    private boolean isNear(long micros) {
        Duration off = Duration.between(time.now(), Instant.ofEpochMilli(micros / MICROS));
        return off.abs().compareTo(Limits.FRAME_AGE) <= 0;
    }
}
