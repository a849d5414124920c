package dev.hearth.base.http;

import dev.hearth.time.Yield;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes that are sent to a peer. Gathers a head, and a small body behind it, into one write. A small response may
 * stay gathered until the next one is sent ({@link HttpResponse#sendWithNext}).
 */
final class Output {
    private static final byte[] CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final HelidonSocket socket;
    private final Watch watch;
    private final HttpLimits limits;
    private byte[] buffer = new byte[512];
    private int size;

    Output(HelidonSocket socket, Watch watch, HttpLimits limits) {
        this.socket = socket;
        this.watch = watch;
        this.limits = limits;
    }

    void sayContinue() throws IOException {
        flush();
        write(CONTINUE, 0, CONTINUE.length);
    }

    /** Appends text in UTF-8. */
    void text(String text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0x7e) {
                bytes(text.substring(i).getBytes(StandardCharsets.UTF_8));
                return;
            }
            buffer[size++] = (byte) c;
        }
    }

    void bytes(byte[] bytes) {
        bytes(bytes, 0, bytes.length);
    }

    void bytes(byte[] bytes, int offset, int length) {
        reserve(length);
        System.arraycopy(bytes, offset, buffer, size, length);
        size += length;
    }

    /** Sends the gathered bytes, and a body behind them. */
    void flush(byte[] body, int offset, int length) throws IOException {
        if (size + length <= HttpLimits.SINGLE_WRITE_BYTES) {
            bytes(body, offset, length);
            flush();
        } else {
            flush();
            write(body, offset, length);
        }
    }

    /** Sends the gathered bytes, if there are any. */
    void flush() throws IOException {
        if (size > 0) {
            int length = size;
            size = 0;
            write(buffer, 0, length);
        }
    }

    /** Frees the larger buffer that a streamed answer needed. */
    void shrink() {
        if (buffer.length > HttpLimits.SINGLE_WRITE_BYTES) {
            buffer = new byte[512];
        }
    }

    private void write(byte[] bytes, int offset, int length) throws IOException {
        int written = 0;
        // A closing server interrupts requests that take too long. The error response must still be written, and an
        // interrupted virtual thread can't write to a socket. So the interrupt is cleared.
        Thread.interrupted();
        try {
            while (written < length) {
                int slice = Math.min(length - written, HttpLimits.WRITE_SLICE_BYTES);
                watch.arm(limits.stallTimeout());
                socket.write(BufferData.createReadOnly(bytes, offset + written, slice));
                written += slice;
                if (written < length) {
                    Yield.toOthers();
                }
            }
        } catch (UncheckedIOException e) {
            throw new DisconnectedException(String.valueOf(e.getMessage()));
        } finally {
            watch.disarm();
        }
    }

    private void reserve(int length) {
        if (size + length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(size + length, buffer.length * 2));
        }
    }
}
