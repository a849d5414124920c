package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer from the runtime's thread to the invoking thread without a copy: as a whole, or in pieces, one at a
 * time. A piece is passed only after the one before was taken. A part of {@link Session}, whose lock is held in each
 * call.
 */
final class Handover {
    private final Condition arrived;
    private final Condition taken;
    private @Nullable String contentType;
    private @Nullable Piece piece;
    private byte @Nullable [] whole;
    private long takenPieces;

    /**
     * An empty handover.
     *
     * @param arrived signalled when there is something to take
     * @param taken signalled when something was taken
     */
    Handover(Condition arrived, Condition taken) {
        this.arrived = arrived;
        this.taken = taken;
    }

    /** What the invoking thread does next. */
    sealed interface Arrival {}

    record Begun(String contentType) implements Arrival {}

    /** A whole answer. The invoking thread owns the bytes from now on. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Whole(byte[] payload) implements Arrival {}

    record Over(InvokeOutcome outcome) implements Arrival {}

    /** A piece of an answer. The bytes belong to the runtime's thread again when the piece was taken. */
    static final class Piece implements Arrival {
        private final byte[] bytes;
        private final int length;

        private Piece(byte[] bytes, int length) {
            this.bytes = bytes;
            this.length = length;
        }

        byte[] bytes() {
            return bytes;
        }

        int length() {
            return length;
        }
    }

    void begin(String type) {
        contentType = type;
        arrived.signalAll();
    }

    /** Passes a whole answer, and does not wait until it is taken. */
    void leave(String type, byte[] payload) {
        contentType = type;
        whole = payload;
    }

    /** Passes a piece, and waits until it is taken or no longer wanted. */
    void pass(byte[] bytes, int length) throws InterruptedException {
        Piece own = new Piece(bytes, length);
        piece = own;
        arrived.signalAll();
        while (piece == own) {
            taken.await();
        }
    }

    /**
     * The next arrival; null if there is none yet. What came before the end is returned before it, except that a piece
     * is dropped after a timeout.
     */
    @Nullable
    Arrival next(@Nullable InvokeOutcome outcome) {
        String type = contentType;
        if (type != null) {
            contentType = null;
            return new Begun(type);
        }
        byte[] payload = whole;
        if (payload != null) {
            whole = null;
            return new Whole(payload);
        }
        if (piece != null && !(outcome instanceof InvokeOutcome.TimedOut)) {
            return piece;
        }
        return outcome == null ? null : new Over(outcome);
    }

    /** Whether something has not been taken yet. */
    boolean isFull() {
        return piece != null || whole != null;
    }

    /** The number of pieces that were taken. */
    long takenPieces() {
        return takenPieces;
    }

    /** The piece was taken. */
    void take() {
        piece = null;
        takenPieces++;
        taken.signalAll();
    }

    /** Drops what was not taken, because the invocation is over. */
    void clear() {
        contentType = null;
        whole = null;
        take();
    }
}
