package dev.hearth.model;

import java.util.Optional;

/**
 * Takes a function's answer piece by piece, as it comes.
 *
 * <pre>
 * from       call   to
 * NEW        begin  OPEN    the function begins to answer
 * OPEN       write  OPEN
 * NEW, OPEN  end    ENDED   called even if the function failed before it answered; at most once
 * </pre>
 *
 * <p>Used by one thread at a time. A call takes as long as the receiver is slow: that is what slows the function down.
 * A receiver that is gone is no failure here: what comes after is thrown away, since the function runs to its end.
 */
public interface ResponseSink {
    /**
     * The answer begins.
     *
     * @param contentType what the runtime says that the bytes are
     */
    void begin(String contentType);

    /** Some bytes, which are the caller's own again when this returns. */
    void write(byte[] bytes, int offset, int length);

    /** All has been written. The invocation may go on: it ends when the runtime asks for the next. */
    void end(Optional<ResponseFailure> failure);
}
