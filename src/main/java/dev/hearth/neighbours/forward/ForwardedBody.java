package dev.hearth.neighbours.forward;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request while the HTTP client sends it, on a thread of the client's own.
 *
 * <p>The last piece is given out only after the end of the body was reached, because the end verifies the body: a
 * server that gets less than the declared length takes nothing. After {@link #close} nothing more is read from the
 * caller's connection, which may then be used for its next request.
 */
final class ForwardedBody extends InputStream {
    private final InputStream body;
    private final Lock lock = new ReentrantLock();
    private byte[] piece = {};
    private byte[] ahead = {};
    private int given;
    private boolean begun;
    private boolean ended;
    private boolean closed;
    private @Nullable Exception failure;

    ForwardedBody(InputStream body) {
        this.body = body;
    }

    /** Why the body could not be read to its end; empty if it could, or nobody tried. */
    Optional<Exception> failure() {
        lock.lock();
        try {
            return Optional.ofNullable(failure);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the request has ended");
            }
            if (given == piece.length && !next()) {
                return -1;
            }
            int count = Math.min(length, piece.length - given);
            System.arraycopy(piece, given, target, offset, count);
            given += count;
            return count;
        } catch (IOException | RuntimeException e) {
            failure = failure == null ? e : failure;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private boolean next() throws IOException {
        if (!begun) {
            begun = true;
            ahead = pull();
        }
        piece = ahead;
        given = 0;
        ahead = pull();
        return piece.length > 0;
    }

    private byte[] pull() throws IOException {
        if (ended) {
            return new byte[0];
        }
        byte[] pulled = body.readNBytes(Limits.PIECE_BYTES);
        ended = pulled.length < Limits.PIECE_BYTES;
        return pulled;
    }

    /** Waits for a read that is under way. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Throws the failure of the body, if it failed.
     *
     * @throws IOException for example a refused body
     */
    void rethrow() throws IOException {
        Exception found = failure().orElse(null);
        switch (found) {
            case null -> {}
            case IOException io -> throw io;
            case RuntimeException runtime -> throw runtime;
            default -> throw new UncheckedIOException(new IOException(found));
        }
    }
}
