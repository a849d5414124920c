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
 * Sends a function's answer to the process that invoked the function. Bytes are held back until the next write, so that
 * a small answer and the end of its invocation are one message. If the other process is gone, the function still runs
 * to its end.
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

    /**
     * Sends bytes as pieces, and waits until the other end has confirmed them. After that the bytes belong to the
     * writer again.
     */
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
        if (form == Form.PIECES) { // the rest of the invocation may take long
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
