package dev.hearth.neighbours.logs;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads the complete lines of a file that may grow meanwhile. */
final class LineReader implements Closeable {
    private static final int READ_BYTES = 64 * 1024;

    /** The first read to find the last line. Most lines are shorter. */
    private static final int TAIL_BYTES = 4096;

    private final FileChannel channel;
    private final InputStream input;
    private byte[] buffer = new byte[READ_BYTES];

    /**
     * Offsets in the buffer: the beginning of the line, the beginning of the next line, and the end of the bytes read.
     */
    private int start;

    private int following;
    private int end;
    private int length;
    private long offset;

    LineReader(Path file, long from) throws IOException {
        this.channel = FileChannel.open(file);
        this.channel.position(from);
        this.input = Channels.newInputStream(channel);
        this.offset = from;
    }

    /** The offset after the last complete line of a file. Reads backwards from the end of the file. */
    static long lastEnd(SeekableByteChannel file) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(TAIL_BYTES);
        long end = file.size();
        while (end > 0) {
            long start = Math.max(0, end - TAIL_BYTES);
            block.clear().limit((int) (end - start));
            file.position(start);
            while (block.hasRemaining()) {
                if (file.read(block) < 0) {
                    throw new EOFException("the file became shorter");
                }
            }
            for (int at = block.limit() - 1; at >= 0; at--) {
                if (block.get(at) == '\n') {
                    return start + at + 1;
                }
            }
            end = start;
        }
        return 0;
    }

    /** Goes to the next line; false if there is no complete one. */
    boolean next() throws IOException {
        offset += following - start;
        start = following;
        int at = start;
        while (true) {
            for (; at < end; at++) {
                if (buffer[at] == '\n') {
                    length = at - start;
                    following = at + 1;
                    return true;
                }
            }
            at -= start;
            if (!fill()) {
                following = start;
                return false;
            }
        }
    }

    /** Holds the line, from {@link #start} on. */
    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    /** Without its newline. */
    int length() {
        return length;
    }

    /** Where in the file the line begins. */
    long offset() {
        return offset;
    }

    /** Where the next one begins. */
    long nextOffset() {
        return offset + length + 1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** Reads more bytes, after moving the line to the beginning of the buffer. */
    private boolean fill() throws IOException {
        System.arraycopy(buffer, start, buffer, 0, end - start);
        end -= start;
        start = 0;
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = input.read(buffer, end, buffer.length - end);
        if (count < 0) {
            return false;
        }
        end += count;
        return true;
    }
}
