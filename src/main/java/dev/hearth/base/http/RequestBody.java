package dev.hearth.base.http;

import dev.hearth.time.Yield;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The body of a request as it comes off the wire: of known length, in chunks, or none. */
abstract sealed class RequestBody extends InputStream {
    private final Input input;
    private final Output output;
    private boolean continuePending;
    private int untilYield = Limits.YIELD_BYTES;

    private RequestBody(Input input, Output output, boolean expectContinue) {
        this.input = input;
        this.output = output;
        this.continuePending = expectContinue;
        input.beginBody();
    }

    static RequestBody of(RequestHead head, Input input, Output output, int maxTrailers) {
        return head.chunked()
                ? new Chunked(input, output, head.expectContinue(), maxTrailers)
                : new Sized(input, output, head.expectContinue(), Math.max(0, head.contentLength()));
    }

    /** Nothing of it is left to read. */
    abstract boolean ended();

    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;

    /** How many bytes are left; {@link Long#MAX_VALUE} if that is not known. */
    abstract long left();

    abstract RequestHead.Headers trailers();

    /**
     * Reads all of it. A header that claims a length gets an array of that length when the first part has really come;
     * whoever asks for it has admitted the length that is claimed.
     */
    abstract byte[] readAll(int limit) throws IOException;

    /** The peer still waits to be told to send it; perhaps it never will. */
    boolean continuePending() {
        return continuePending && !ended();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** The peer won't be told any more. */
    void withholdContinue() {
        continuePending = false;
    }

    /** Some bytes from the connection, after telling the peer to send them. */
    int receive(byte[] target, int offset, int length) throws IOException {
        sayContinue();
        int count = input.read(target, offset, length);
        if (count < 0) {
            throw new DisconnectedException("the connection ended within a body");
        }
        return count;
    }

    /** Some bytes of a body that is read whole: a long one whose bytes are there already lets others in between. */
    int readFairly(byte[] target, int offset, int length) throws IOException {
        int count = read(target, offset, length);
        untilYield -= count;
        if (untilYield < 0) {
            untilYield = Limits.YIELD_BYTES;
            Yield.toOthers();
        }
        return count;
    }

    Input input() {
        return input;
    }

    void sayContinue() throws IOException {
        if (continuePending) {
            continuePending = false;
            output.sayContinue();
        }
    }

    /** A body whose length is known. */
    private static final class Sized extends RequestBody {
        private long left;

        Sized(Input input, Output output, boolean expectContinue, long length) {
            super(input, output, expectContinue);
            this.left = length;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int count = receive(target, offset, (int) Math.min(length, left));
            left -= count;
            return count;
        }

        @Override
        byte[] readAll(int limit) throws IOException {
            if (left > limit) {
                throw new BodyTooLargeException(limit);
            }
            int length = (int) left;
            byte[] all = new byte[Math.min(length, HttpLimits.BODY_FIRST_BYTES)];
            int filled = 0;
            while (filled < length) {
                if (filled == all.length) {
                    all = Arrays.copyOf(all, length);
                }
                filled += readFairly(all, filled, all.length - filled);
            }
            return all;
        }

        @Override
        boolean ended() {
            return left == 0;
        }

        @Override
        long left() {
            return left;
        }

        @Override
        RequestHead.Headers trailers() {
            return new RequestHead.Headers();
        }
    }

    /** A body in chunks (RFC 9112, 7.1), perhaps with trailers. */
    private static final class Chunked extends RequestBody {
        private final int maxTrailers;
        private RequestHead.Headers trailers = new RequestHead.Headers();
        private long leftInChunk;
        private boolean begun;
        private boolean ended;

        Chunked(Input input, Output output, boolean expectContinue, int maxTrailers) {
            super(input, output, expectContinue);
            this.maxTrailers = maxTrailers;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (leftInChunk == 0 && !ended) {
                nextChunk();
            }
            if (ended) {
                return -1;
            }
            int count = receive(target, offset, (int) Math.min(length, leftInChunk));
            leftInChunk -= count;
            return count;
        }

        @Override
        byte[] readAll(int limit) throws IOException {
            byte[] all = new byte[Math.min(limit, HttpLimits.INPUT_BUFFER_BYTES)];
            int filled = 0;
            while (true) {
                if (leftInChunk == 0 && !ended) {
                    nextChunk();
                }
                if (ended) {
                    return filled == all.length ? all : Arrays.copyOf(all, filled);
                }
                if (leftInChunk > limit - filled) {
                    throw new BodyTooLargeException(limit);
                }
                if (filled == all.length) {
                    all = Arrays.copyOf(all, (int) Math.min(limit, all.length * 4L));
                }
                filled += readFairly(all, filled, all.length - filled);
            }
        }

        private void nextChunk() throws IOException {
            sayContinue();
            if (begun && !line(HttpLimits.CHUNK_LINE_BYTES).isEmpty()) {
                throw new MalformedRequestException(400, "a chunk is longer than its size says");
            }
            begun = true;
            leftInChunk = chunkSize(line(HttpLimits.CHUNK_LINE_BYTES));
            if (leftInChunk == 0) {
                readTrailers();
                ended = true;
            }
        }

        /** The number that a chunk begins with; extensions after a semicolon mean nothing here. */
        private static long chunkSize(String line) {
            int digits = 0;
            long size = 0;
            while (digits < line.length() && Character.digit(line.charAt(digits), 16) >= 0) {
                size = size * 16 + Character.digit(line.charAt(digits), 16);
                digits++;
            }
            String rest = line.substring(digits).stripLeading();
            if (digits == 0 || digits > 15 || !(rest.isEmpty() || rest.startsWith(";"))) {
                throw new MalformedRequestException(400, "a chunk has no proper size");
            }
            return size;
        }

        private void readTrailers() throws IOException {
            ByteArrayOutputStream lines = new ByteArrayOutputStream(0);
            int budget = input().maxHeadBytes();
            for (String line = line(budget); !line.isEmpty(); line = line(budget)) {
                lines.writeBytes((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                budget -= line.length() + 2;
            }
            byte[] bytes = lines.toByteArray();
            trailers = RequestHead.headers(bytes, 0, bytes.length, maxTrailers);
        }

        private String line(int maxBytes) throws IOException {
            StringBuilder line = new StringBuilder(16);
            while (true) {
                int next = input().read();
                if (next == '\r') {
                    if (input().read() != '\n') {
                        throw new MalformedRequestException(400, "a carriage return within a line");
                    }
                    return line.toString();
                }
                if (next == '\n' || line.length() >= maxBytes) {
                    throw new MalformedRequestException(400, "a line between chunks is not one");
                }
                line.append((char) next);
            }
        }

        @Override
        boolean ended() {
            return ended;
        }

        @Override
        long left() {
            return ended ? 0 : Long.MAX_VALUE;
        }

        @Override
        RequestHead.Headers trailers() {
            return trailers;
        }
    }
}
