package dev.hearth.dataplane.frontend;

import dev.hearth.model.ResponseFailure;
import java.io.IOException;
import java.util.Optional;

/**
 * Takes the answer to a call piece by piece, as it comes.
 *
 * <pre>
 * from  call   to
 * NEW   begin  OPEN    the function begins to answer, or has failed before it did
 * OPEN  write  OPEN
 * OPEN  end    ENDED   the last call
 * </pre>
 *
 * <p>The calls come one after the other on the caller's own thread. Each may block: that slows the function down, until
 * its time is over; then the bytes that were given are still taken, and the end follows them. One that throws says that
 * the caller is gone, and is the last; the function runs to its end all the same, since Lambda doesn't interrupt it
 * either.
 *
 * <p>The bytes are the runtime's, unread. What they are, {@link Head#contentType} says. An {@code
 * application/vnd.awslambda.http-integration-response} is an HTTP response: first a JSON object with {@code
 * statusCode}, {@code headers} and {@code cookies}, then eight bytes 0, then the body. Object and zeros may come in any
 * number of pieces, and a function may end, or fail, before all of them have come. Any other type is the body alone. A
 * function that does not stream comes this way too, as one piece of what it returned, {@code application/json}.
 */
public interface StreamedAnswer {
    void begin(Head head) throws IOException;

    /** Some bytes. The array may change when this has returned. */
    void write(byte[] bytes, int offset, int length) throws IOException;

    void end(End end) throws IOException;

    /** Whether {@link #end} waits for the end of the invocation, to bring its log. */
    default boolean wantsLog() {
        return false;
    }

    /**
     * What is known when an answer begins.
     *
     * @param executedVersion the version that runs
     * @param traceHeader the {@code X-Amzn-Trace-Id} that it was given
     * @param contentType of the bytes; empty if the function failed before it answered: then none come
     */
    record Head(String executedVersion, String traceHeader, Optional<String> contentType) {}

    /**
     * How an answer ended.
     *
     * @param failure why it is not whole; empty if it is
     * @param logTail the last 4 KB of the invocation's log if they were wanted, else nothing
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record End(Optional<ResponseFailure> failure, byte[] logTail) {}
}
