package dev.hearth.base.http;

import dev.hearth.time.Yield;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** The body of a request as it is read from the connection: of known length, chunked, or empty. */
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

    /** Whether the whole body was read. */
    abstract boolean ended();

    @Override
    public abstract int read(byte[] target, int offset, int length) throws IOException;

    /** The number of unread bytes; {@link Long#MAX_VALUE} if it is not known. */
    abstract long left();

    abstract RequestHead.Headers trailers();

    /**
     * Reads the whole body. An array of the declared length is allocated only when the first part of the body has
     * arrived. The caller has admitted the declared length.
     */
    abstract byte[] readAll(int limit) throws IOException;

    /** Whether the peer still waits for "100 Continue" before it sends the body. */
    boolean continuePending() {
        return continuePending && !ended();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Sends no "100 Continue" from now on. */
    void withholdContinue() {
        continuePending = false;
    }

    /** Reads some bytes from the connection, after sending "100 Continue" if the peer waits for it. */
    int receive(byte[] target, int offset, int length) throws IOException {
        sayContinue();
        int count = input.read(target, offset, length);
        if (count < 0) {
            throw new DisconnectedException("the connection ended within a body");
        }
        return count;
    }

    /**
     * Reads some bytes of a body that is read whole. Yields between the parts of a long body that has arrived already.
     */
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

    void demandPace(Duration grace, int bytesPerSecond) {
        input.demandPace(grace, bytesPerSecond);
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

    /** A chunked body (RFC 9112, 7.1), which may have trailers. */
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

        /** The size at the beginning of a chunk. Extensions after a semicolon are ignored. */
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
                    throw new MalformedRequestException(400, "a line between chunks is malformed");
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
