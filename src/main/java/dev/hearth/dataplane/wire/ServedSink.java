package dev.hearth.dataplane.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.base.rpc.RpcStream;
import dev.hearth.dataplane.wire.messages.AnswerEnd;
import dev.hearth.dataplane.wire.messages.Completed;
import dev.hearth.dataplane.wire.messages.InvokeAnswer;
import dev.hearth.dataplane.wire.messages.InvokeQuestion;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a function's answer to the process that wants it. What has not been sent yet goes with what comes next, so that
 * a small answer and the end of its invocation are one message. A process that is gone is a receiver that is gone: the
 * function runs to its end.
 */
final class ServedSink implements ResponseSink {
    private static final Logger LOG = LoggerFactory.getLogger(ServedSink.class);

    private final RpcStream<InvokeAnswer, InvokeQuestion> stream;
    private final Form form;
    private InvokeAnswer.Builder next = InvokeAnswer.newBuilder();
    private String contentType = "";

    ServedSink(RpcStream<InvokeAnswer, InvokeQuestion> stream, Form form) {
        this.stream = stream;
        this.form = form;
    }

    @Override
    public Form form() {
        return form;
    }

    @Override
    public void begin(String type) {
        contentType = type;
        if (form == Form.PIECES) {
            next.setBegin(InvokeAnswer.Begin.newBuilder().setContentType(type));
            flushQuietly();
        }
    }

    @Override
    public boolean write(byte[] bytes, int offset, int length, Duration atMost) throws InterruptedException {
        try {
            return switch (form) {
                case WHOLE -> writeWhole(bytes, offset, length, atMost);
                case PIECES -> writePieces(bytes, offset, length, atMost);
            };
        } catch (RpcException e) {
            LOG.debug("a receiver is gone", e);
            return true;
        }
    }

    private boolean writeWhole(byte[] bytes, int offset, int length, Duration atMost)
            throws RpcException, InterruptedException {
        next.setBegin(
                InvokeAnswer.Begin.newBuilder().setContentType(contentType).setBytes(length));
        for (int sent = 0; sent < length; sent += Limits.PIECE_BYTES) {
            int size = Math.min(length - sent, Limits.PIECE_BYTES);
            next.setPiece(UnsafeByteOperations.unsafeWrap(bytes, offset + sent, size))
                    .setPieceNanos(atMost.toNanos());
            boolean last = sent + size == length;
            if (!(last && length <= Limits.PIECE_BYTES) && !flush(atMost)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes are the writer's again after that, and the other end has said that it has them. */
    private boolean writePieces(byte[] bytes, int offset, int length, Duration atMost)
            throws RpcException, InterruptedException {
        for (int sent = 0; sent < length; sent += Limits.PIECE_BYTES) {
            int size = Math.min(length - sent, Limits.PIECE_BYTES);
            next.setPiece(ByteString.copyFrom(bytes, offset + sent, size)).setPieceNanos(atMost.toNanos());
            if (!flush(atMost) || !stream.await(atMost)) {
                return false;
            }
            if (!stream.receive().map(InvokeQuestion::getTaken).orElse(false)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void end(Optional<ResponseFailure> failure) {
        AnswerEnd.Builder end = AnswerEnd.newBuilder();
        failure.ifPresent(why ->
                end.setFailureCode(why.code()).setFailureDetails(UnsafeByteOperations.unsafeWrap(why.details())));
        next.setEnd(end);
        if (form == Form.PIECES) { // its invocation may last
            flushQuietly();
        }
    }

    void completed(Completed completed) throws RpcException, InterruptedException {
        next.setCompleted(completed);
        if (!flush(Limits.PIECE)) {
            throw RpcException.late("the end of an invocation was not taken");
        }
    }

    private void flushQuietly() {
        try {
            boolean _ = flush(Limits.PIECE);
        } catch (RpcException e) {
            LOG.debug("a receiver is gone", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean flush(Duration atMost) throws RpcException, InterruptedException {
        InvokeAnswer message = next.build();
        next = InvokeAnswer.newBuilder();
        return stream.send(message, atMost);
    }
}
