package dev.hearth.dataplane.simulation.load;

import java.util.Arrays;

/**
 * The number of a function's calls in each minute, without the minutes that have none. Each entry is the distance to
 * the last minute and the count, both with seven bits in each byte. Most functions take a few bytes, and a whole day of
 * the published traces takes some tens of megabytes.
 */
final class MinuteCounts {
    private static final int MOST_BYTES = 10;

    private final byte[] bytes;

    private MinuteCounts(byte[] bytes) {
        this.bytes = bytes;
    }

    Reader reader() {
        return new Reader(bytes);
    }

    /** Collects counts in the order of their minutes. */
    static final class Builder {
        private byte[] bytes = new byte[MOST_BYTES];
        private int length;
        private int last = -1;

        void add(int minute, int count) {
            if (minute <= last || count < 0) {
                throw new IllegalArgumentException("minute " + minute + " after " + last + ", count " + count);
            }
            if (count == 0) {
                return;
            }
            if (bytes.length - length < MOST_BYTES) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            write(minute - last);
            write(count);
            last = minute;
        }

        private void write(int number) {
            int rest = number;
            while (rest > 0x7f) {
                bytes[length++] = (byte) (rest | 0x80);
                rest >>>= 7;
            }
            bytes[length++] = (byte) rest;
        }

        /** The counts that were added since the last call. */
        MinuteCounts build() {
            MinuteCounts counts = new MinuteCounts(Arrays.copyOf(bytes, length));
            length = 0;
            last = -1;
            return counts;
        }
    }

    /** Iterates over the minutes in which there were calls. */
    static final class Reader {
        private final byte[] bytes;
        private int position;
        private int minute = -1;
        private int count;

        private Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        /** Moves to the next minute with calls; false if there is none. */
        boolean advance() {
            if (position == bytes.length) {
                return false;
            }
            minute += read();
            count = read();
            return true;
        }

        private int read() {
            int number = 0;
            int shift = 0;
            while (bytes[position] < 0) {
                number |= (bytes[position++] & 0x7f) << shift;
                shift += 7;
            }
            return number | bytes[position++] << shift;
        }

        int minute() {
            return minute;
        }

        int count() {
            return count;
        }
    }
}
