package dev.hearth.dataplane.worker;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Splits a stream of bytes into lines, each with the newline at its end. A line over the limit is split there, between
 * two characters. A line of exactly the limit loses its newline. Empty lines are left out.
 */
final class LineSplitter {
    private static final int FIRST_CAPACITY = 256;
    private static final byte[] NEWLINE = {'\n'};

    private final int limit;
    private final Consumer<String> lines;
    private byte[] begun = new byte[0];
    private int length;

    LineSplitter(int limit, Consumer<String> lines) {
        this.limit = limit;
        this.lines = lines;
    }

    void add(byte[] bytes, int from, int until) {
        int start = from;
        for (int i = from; i < until; i++) {
            if (bytes[i] == '\n') {
                keep(bytes, start, i);
                endLine();
                start = i + 1;
            }
        }
        keep(bytes, start, until);
    }

    /** Adds bytes whose newlines do not end a line. The line ends with {@link #finish}. */
    void addWhole(byte[] bytes, int from, int until) {
        keep(bytes, from, until);
    }

    /** Ends an unfinished line. */
    void finish() {
        if (length > 0) {
            emit(length);
        }
    }

    private void endLine() {
        if (length > 0) {
            if (length < limit) {
                keep(NEWLINE, 0, 1);
            }
            emit(length);
        }
    }

    private void keep(byte[] bytes, int from, int until) {
        int start = from;
        while (start < until) {
            int count = Math.min(until - start, limit - length);
            if (length + count > begun.length) {
                begun = Arrays.copyOf(begun, Math.min(limit, Math.max(FIRST_CAPACITY, 2 * (length + count))));
            }
            System.arraycopy(bytes, start, begun, length, count);
            length += count;
            start += count;
            if (length == limit && start < until) {
                emit(wholeCharacters());
            }
        }
    }

    /** The number of kept bytes up to the end of the last complete character of UTF-8. */
    private int wholeCharacters() {
        int end = length;
        while (end > length - 4 && end > 1 && (begun[end - 1] & 0xc0) == 0x80) {
            end--;
        }
        boolean startsLonger = (begun[end - 1] & 0xc0) == 0xc0;
        return startsLonger ? Math.max(1, end - 1) : length;
    }

    private void emit(int end) {
        lines.accept(new String(begun, 0, end, StandardCharsets.UTF_8));
        System.arraycopy(begun, end, begun, 0, length - end);
        length -= end;
        if (begun.length > 4 * FIRST_CAPACITY && length == 0) {
            begun = new byte[0]; // the memory of one long line is not kept for the sandbox's life
        }
    }
}
