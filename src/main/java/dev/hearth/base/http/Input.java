package dev.hearth.base.http;

import dev.hearth.time.Time;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.socket.HelidonSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;

/** The bytes that a peer sends: a buffer over the socket that can hold a whole request head. */
final class Input {
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final HelidonSocket socket;
    private final Watch watch;
    private final HttpLimits limits;
    private final Pace pace;
    private final Peers peers;
    private final InetAddress peer;
    private byte[] buffer = new byte[HttpLimits.INPUT_BUFFER_BYTES];
    private boolean longHead;
    private int position;
    private int end;

    Input(HelidonSocket socket, Watch watch, HttpLimits limits, Time time, Peers peers, InetAddress peer) {
        this.socket = socket;
        this.watch = watch;
        this.limits = limits;
        this.pace = new Pace(time, limits.stallTimeout(), limits.bodyBytesPerSecond());
        this.peers = peers;
        this.peer = peer;
    }

    int maxHeadBytes() {
        return limits.maxHeadBytes();
    }

    /** Whether the head of another request has arrived, so that {@link #awaitHead} will not wait. */
    boolean hasHead() {
        int from = position;
        boolean has = false;
        while (from + HEAD_END.length <= end && buffer[position] != '\r' && !has) {
            has = Arrays.equals(buffer, from, from + HEAD_END.length, HEAD_END, 0, HEAD_END.length);
            from++;
        }
        return has;
    }

    byte[] buffer() {
        return buffer;
    }

    int position() {
        return position;
    }

    void position(int next) {
        position = next;
    }

    /**
     * Waits until the buffer holds a request's head, from {@link #position} to its empty line.
     *
     * @return the index after the empty line; -1 if the peer closed the connection without a request
     */
    int awaitHead() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
            if (buffer.length > HttpLimits.INPUT_BUFFER_BYTES) {
                buffer = new byte[HttpLimits.INPUT_BUFFER_BYTES]; // long heads are rare, idle connections are many
                forgetHead();
            }
            watch.arm(limits.idleTimeout());
            if (fill() < 0) {
                return -1;
            }
        }
        boolean armed = false;
        int lineStart = position;
        int next = position;
        while (true) {
            for (; next < end; next++) {
                if (buffer[next] != '\n') {
                    continue;
                }
                if (next == lineStart || buffer[next - 1] != '\r') {
                    throw new MalformedRequestException(400, "a line ends without a carriage return");
                }
                if (next - 1 == lineStart && lineStart == position) {
                    position = next + 1; // RFC 9112, 2.2: an empty line before a request is ignored
                } else if (next - 1 == lineStart) {
                    return next + 1;
                }
                lineStart = next + 1;
            }
            if (!armed) {
                watch.arm(limits.stallTimeout()); // one limit for the whole head, not for each read
                armed = true;
            }
            int moved = makeRoom(lineStart == position);
            lineStart -= moved;
            next -= moved;
            if (fill() < 0) {
                if (position == end) {
                    return -1;
                }
                throw new DisconnectedException("the connection ended within a request's head");
            }
        }
    }

    /** Makes room for more bytes of a head. Returns by how much the buffered bytes were moved down. */
    private int makeRoom(boolean firstLine) {
        int moved = 0;
        if (end == buffer.length && position > 0) {
            moved = position;
            System.arraycopy(buffer, position, buffer, 0, end - position);
            end -= moved;
            position = 0;
        }
        if (end - position >= limits.maxHeadBytes()) {
            throw firstLine
                    ? new MalformedRequestException(414, "the request line is too long")
                    : new MalformedRequestException(431, "the headers are too long");
        }
        if (end == buffer.length) {
            if (!longHead && !peers.enterLongHead(peer)) {
                throw new MalformedRequestException(503, "too many long heads at once");
            }
            longHead = true;
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, Math.max(limits.maxHeadBytes(), end + 1)));
        }
        return moved;
    }

    /** Notes that the buffer holds no head that is still needed. A second call has no effect. */
    void forgetHead() {
        if (longHead) {
            longHead = false;
            peers.leaveLongHead(peer);
        }
    }

    /** Demands that the peer sends the rest of this body at this rate, after a grace time. */
    void demandPace(Duration grace, int bytesPerSecond) {
        pace.demand(grace, bytesPerSecond);
    }

    /** A request's body begins at the current position. */
    void beginBody() {
        pace.begin();
    }

    /**
     * Reads some bytes of a body; -1 if the peer has closed the connection.
     *
     * @throws MalformedRequestException 408, if the peer sends the body too slowly
     */
    int read(byte[] target, int offset, int length) throws IOException {
        if (position < end) {
            int count = Math.min(length, end - position);
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        }
        watch.arm(pace.patience());
        try {
            return inTime(receive(target, offset, length));
        } finally {
            watch.disarm();
        }
    }

    /** Reads one byte of the framing between chunks. */
    int read() throws IOException {
        if (position == end) {
            position = 0;
            end = 0;
            watch.arm(pace.patience());
            try {
                if (inTime(fill()) < 0) {
                    throw new DisconnectedException("the connection ended within a body");
                }
            } finally {
                watch.disarm();
            }
        }
        return buffer[position++] & 0xff;
    }

    /** Whether the peer sent the last body too slowly. */
    boolean tooSlow() {
        return pace.tooSlow();
    }

    private int inTime(int count) {
        if (tooSlow()) {
            throw new MalformedRequestException(408, "the body comes too slowly");
        }
        return count;
    }

    /** Discards input until the peer closes, pauses or is too slow, or until this many bytes were discarded. */
    void discard(long maxBytes) throws IOException {
        long discarded = (long) end - position;
        while (discarded < maxBytes && !tooSlow()) {
            position = 0;
            end = 0;
            watch.arm(HttpLimits.CLOSING_DRAIN_QUIET);
            int count = fill();
            if (count < 0) {
                return;
            }
            discarded += count;
        }
    }

    private int fill() throws IOException {
        int count = receive(buffer, end, buffer.length - end);
        if (count > 0) {
            end += count;
        }
        return count;
    }

    /** Reads at most this many bytes from the socket straight into the array; -1 if the peer has closed. */
    private int receive(byte[] target, int offset, int length) throws IOException {
        // a view of the array that ends at offset + length and counts as filled up to offset
        BufferData rest = BufferData.create(target, 0, offset + length).trim(length);
        pace.waiting();
        try {
            int count = socket.read(rest);
            pace.received(Math.max(0, count));
            return count;
        } catch (UncheckedIOException e) {
            throw new DisconnectedException(String.valueOf(e.getMessage()));
        }
    }
}
