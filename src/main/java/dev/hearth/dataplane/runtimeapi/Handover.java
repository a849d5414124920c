package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Passes an answer from the runtime's thread to invoke's thread without a copy: whole, or in pieces one at a time, at
 * the pace of the slower thread. A part of {@link Session}, whose lock is held in each call.
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
     * @param taken signalled when it was taken
     */
    Handover(Condition arrived, Condition taken) {
        this.arrived = arrived;
        this.taken = taken;
    }

    /** The next task of invoke's thread. */
    sealed interface Arrival {}

    record Begun(String contentType) implements Arrival {}

    /** A whole answer, which the receiver owns. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Whole(byte[] payload) implements Arrival {}

    record Over(InvokeOutcome outcome) implements Arrival {}

    /** A piece of an answer. Its bytes are the runtime's again when it was taken. */
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

    /** Passes a whole answer, without waiting. */
    void leave(String type, byte[] payload) {
        contentType = type;
        whole = payload;
    }

    /** Passes a piece, and waits until it was taken or the answer is not wanted any more. */
    void pass(byte[] bytes, int length) throws InterruptedException {
        Piece own = new Piece(bytes, length);
        piece = own;
        arrived.signalAll();
        while (piece == own) {
            taken.await();
        }
    }

    /** The next task. Parts of the answer come before its end, except after a timeout. */
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

    /** Discards the rest of the answer, which is not wanted any more. */
    void clear() {
        contentType = null;
        whole = null;
        take();
    }
}
