package dev.hearth.model;

import java.time.Duration;
import java.util.Optional;

/**
 * Takes a function's answer: every call has one, whether its caller waits for the whole answer or reads it as it comes.
 *
 * <pre>
 * from       call   to
 * NEW        begin  OPEN    the function begins to answer
 * OPEN       write  OPEN
 * NEW, OPEN  end    ENDED   called even if the function failed before it answered; at most once
 * </pre>
 *
 * <p>Used by one thread at a time. Only a write takes as long as the receiver is slow: that is what slows the function
 * down, until its time is over. A receiver that is gone is no failure here: what comes after is thrown away, since the
 * function runs to its end.
 */
public interface ResponseSink {
    /** How this sink takes an answer; the same at every call. */
    Form form();

    /**
     * The answer begins.
     *
     * @param contentType what the runtime says that the bytes are
     */
    void begin(String contentType);

    /**
     * Some bytes. In the form {@link Form#PIECES} they are the writer's own again if this returns true; in the form
     * {@link Form#WHOLE} they are the sink's from now on.
     *
     * @param atMost how long to wait for a slow receiver
     * @return false if that was not enough: the bytes are the sink's then, and only {@link #end} may follow
     */
    boolean write(byte[] bytes, int offset, int length, Duration atMost) throws InterruptedException;

    /** All has been written. The invocation may go on: it ends when the runtime asks for the next. */
    void end(Optional<ResponseFailure> failure);

    /**
     * Whether whoever waits for the answer goes on when it has ended, though the invocation may last longer: the rest
     * of it is then done by another thread.
     */
    default boolean leavesEarly() {
        return false;
    }

    /** How a sink takes an answer. */
    enum Form {
        /** In one write, when it is complete; at most {@link Quotas#RESPONSE_BYTES}. */
        WHOLE,
        /** In any number of writes, as the function makes it; at most {@link Quotas#STREAMED_RESPONSE_BYTES}. */
        PIECES
    }
}
