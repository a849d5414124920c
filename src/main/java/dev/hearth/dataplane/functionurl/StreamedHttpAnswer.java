package dev.hearth.dataplane.functionurl;

import dev.hearth.dataplane.frontend.StreamedAnswer;
import dev.hearth.dataplane.functionurl.Answer.Header;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes on a function's streamed answer as it comes.
 *
 * <pre>
 * from     event                                       to
 * NEW      begin: an HTTP answer                       PRELUDE
 * NEW      begin: anything else                        BODY     status 200
 * NEW      begin: the function has failed              DONE     502
 * PRELUDE  the prelude is complete                     BODY     its status and headers
 * PRELUDE  it is invalid, or the function ends or      DONE     502
 *          fails
 * BODY     end, or the function fails                  DONE     the answer ends properly, as on Lambda
 * DONE     any                                         DONE
 * </pre>
 */
final class StreamedHttpAnswer implements StreamedAnswer {
    private final Outgoing outgoing;
    private final Header trace;
    private final Prelude prelude;
    private State state = State.NEW;
    private @Nullable OutputStream body;

    private enum State {
        NEW,
        PRELUDE,
        BODY,
        DONE
    }

    /** @param trace the trace header, which every answer has */
    StreamedHttpAnswer(Outgoing outgoing, Header trace) {
        this.outgoing = outgoing;
        this.trace = trace;
        this.prelude = new Prelude(outgoing.isHead());
    }

    @Override
    public void begin(Head head) throws IOException {
        if (head.contentType().isEmpty()) {
            fail();
        } else if (Prelude.begins(head.contentType().get())) {
            state = State.PRELUDE;
        } else {
            List<Header> type =
                    PassedHeaders.toCaller("Content-Type", head.contentType().get(), outgoing.isHead()).stream()
                            .toList();
            open(new Answer(200, type, new byte[0]));
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int taken = 0;
        if (state == State.PRELUDE) {
            try {
                taken = prelude.take(bytes, offset, length);
                if (prelude.complete()) {
                    open(prelude.head());
                }
            } catch (BadResultException e) {
                fail();
            }
        }
        if (state == State.BODY && body != null && taken < length) {
            body.write(bytes, offset + taken, length - taken);
            body.flush();
        }
    }

    @Override
    public void end(End end) throws IOException {
        if (state == State.BODY && body != null) {
            body.close();
            state = State.DONE;
        } else if (state != State.DONE) {
            fail();
        }
    }

    private void open(Answer head) throws IOException {
        body = outgoing.stream(head.with(List.of(trace)));
        state = State.BODY;
    }

    private void fail() {
        state = State.DONE;
        outgoing.send(Answer.functionFailed().with(List.of(trace)));
    }
}
