package dev.hearth.base.rpc;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call has failed. */
@SuppressWarnings("ArrayRecordComponent")
public final class RpcException extends Exception {
    private final Kind kind;
    private final byte @Nullable [] details;

    /** The kinds of failures, which tell whether the other process may have executed the call. */
    public enum Kind {
        /** The other process can't be reached, and the call never left this one: it can safely go elsewhere. */
        NOT_SENT,
        /** The connection was lost, or never answered: the other process may have done what was asked. */
        LOST,
        /** The time for the call is over; the other process may still do what was asked. */
        LATE,
        /** The other process refused it, and says why in {@link #details}. */
        REFUSED,
        /** The other process does not allow it to this one, or does not know the method. */
        FORBIDDEN,
        /** One of the processes violates the protocol or has a bug. */
        BROKEN
    }

    RpcException(Kind kind, String message, byte @Nullable [] details) {
        super(message);
        this.kind = kind;
        this.details = details;
    }

    /** The other end did not take what it was sent, and the call ends with that. */
    public static RpcException late(String what) {
        return new RpcException(Kind.LATE, what, null);
    }

    public Kind kind() {
        return kind;
    }

    /** What the other process said when it refused; see {@link Refusal}. */
    public Optional<byte[]> details() {
        return Optional.ofNullable(details);
    }
}
