package dev.hearth.dataplane.runtimeapi;

import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Where an answer passes from the runtime's thread to invoke's, without a copy: whole, or its pieces one at a time, at
 * the pace of whoever is slower. A part of {@link Session}, whose lock is held in each call.
 */
final class Handover {
    private final Condition arrived;
    private final Condition taken;
    private @Nullable String contentType;
    private @Nullable Piece piece;
    private byte @Nullable [] whole;
    private long takenPieces;

    /**
     * One with nothing in it.
     *
     * @param arrived signalled when there is something to take
     * @param taken for those who wait that it is taken
     */
    Handover(Condition arrived, Condition taken) {
        this.arrived = arrived;
        this.taken = taken;
    }

    /** What invoke's thread has to do next. */
    sealed interface Arrival {}

    record Begun(String contentType) implements Arrival {}

    /** All of an answer that is taken whole; whoever takes it owns it. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Whole(byte[] payload) implements Arrival {}

    record Over(InvokeOutcome outcome) implements Arrival {}

    /** Some bytes of an answer, until they are taken. */
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

    /** Leaves the whole answer; who leaves it does not wait. */
    void leave(String type, byte[] payload) {
        contentType = type;
        whole = payload;
    }

    /** Waits until the bytes are taken or nobody wants them any more. */
    void pass(byte[] bytes, int length) throws InterruptedException {
        Piece own = new Piece(bytes, length);
        piece = own;
        arrived.signalAll();
        while (piece == own) {
            taken.await();
        }
    }

    /** What is there; what came before an end comes first, save after a timeout. */
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

    /** Whether something waits to be taken. */
    boolean isFull() {
        return piece != null || whole != null;
    }

    /** How many pieces have been taken. */
    long takenPieces() {
        return takenPieces;
    }

    /** The piece is taken. */
    void take() {
        piece = null;
        takenPieces++;
        taken.signalAll();
    }

    /** Nobody wants any more. */
    void clear() {
        contentType = null;
        whole = null;
        take();
    }
}
