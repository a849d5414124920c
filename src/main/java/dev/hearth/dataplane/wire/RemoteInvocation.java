package dev.hearth.dataplane.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.dataplane.wire.messages.AnswerEnd;
import dev.hearth.dataplane.wire.messages.Completed;
import dev.hearth.dataplane.wire.messages.InvokeAnswer;
import dev.hearth.dataplane.wire.messages.InvokeQuestion;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.Worker.Completion;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller's end of one invocation on a Worker in another process. Used by one thread.
 *
 * <p>The event is sent in pieces. Of a streamed answer, the Worker sends a piece only after the sink has taken the one
 * before, so that the function is not faster than the receiver. A whole answer is sent as fast as the connection
 * allows.
 */
final class RemoteInvocation {
    private final RpcChannel.OpenCall<InvokeQuestion, InvokeAnswer> call;
    private final PayloadMemory answers;
    private final Grant grant;
    private final Invocation invocation;
    private final ResponseSink sink;
    private final Time time;
    private final boolean streamed;

    /** The bytes of a whole answer, and how many of them have been received. */
    private byte @Nullable [] whole;

    private int gathered;

    /** Whether the sink did not take a piece in time. Then only the end may follow. */
    private boolean stalled;

    RemoteInvocation(
            RpcChannel.OpenCall<InvokeQuestion, InvokeAnswer> call,
            PayloadMemory answers,
            Grant grant,
            Invocation invocation,
            ResponseSink sink,
            Time time) {
        this.call = call;
        this.answers = answers;
        this.grant = grant;
        this.invocation = invocation;
        this.sink = sink;
        this.time = time;
        this.streamed = sink.form() == ResponseSink.Form.PIECES;
    }

    Completion run() throws SandboxGoneException, RpcException, InterruptedException {
        sendEvent();
        PayloadMemory.@Nullable Place place = null;
        try {
            while (true) {
                InvokeAnswer answer =
                        call.receive().orElseThrow(() -> RpcException.late("the worker ended a call without its end"));
                if (answer.getGone()) {
                    throw new SandboxGoneException(grant.sandbox());
                }
                if (answer.hasBegin()) {
                    sink.begin(answer.getBegin().getContentType());
                    if (!streamed) {
                        place = admit(answer.getBegin().getBytes());
                    }
                }
                if (!answer.getPiece().isEmpty()) {
                    take(answer);
                }
                if (answer.hasEnd()) {
                    sink.end(failure(answer.getEnd()));
                }
                if (answer.hasCompleted()) {
                    call.finish();
                    return completion(answer.getCompleted());
                }
            }
        } finally {
            if (place != null) {
                place.close();
            }
        }
    }

    private void sendEvent() throws RpcException, InterruptedException {
        byte[] event = invocation.payload();
        InvokeQuestion.Head.Builder head = InvokeQuestion.Head.newBuilder()
                .setGrant(GrantMessages.grant(grant, time.nanos()))
                .setRequestId(invocation.requestId())
                .setEventBytes(event.length)
                .setInvokedArn(FunctionMessages.arn(invocation.invokedArn()))
                .setTraceHeader(invocation.traceHeader())
                .setStreamed(streamed);
        invocation.clientContext().ifPresent(head::setClientContext);
        invocation.cognitoIdentity().ifPresent(head::setCognitoIdentity);
        invocation.tenantId().ifPresent(head::setTenant);
        InvokeQuestion.Builder first = InvokeQuestion.newBuilder().setHead(head);
        int sent = Math.min(event.length, Limits.PIECE_BYTES);
        send(first.setPiece(piece(event, 0, sent)).build());
        while (sent < event.length) {
            int length = Math.min(event.length - sent, Limits.PIECE_BYTES);
            send(InvokeQuestion.newBuilder()
                    .setPiece(piece(event, sent, length))
                    .build());
            sent += length;
        }
    }

    /** Wraps a part of the event without a copy, because events are never changed. */
    private static ByteString piece(byte[] event, int offset, int length) {
        return UnsafeByteOperations.unsafeWrap(event, offset, length);
    }

    private void send(InvokeQuestion message) throws RpcException, InterruptedException {
        if (!call.send(message, Limits.PIECE)) {
            throw RpcException.late("the worker does not read");
        }
    }

    private PayloadMemory.Place admit(int bytes) throws InterruptedException {
        if (bytes < 0 || bytes > Limits.WHOLE_BYTES) {
            throw new ServiceException(ErrorCode.SERVICE, "An answer of " + bytes + " bytes.");
        }
        PayloadMemory.Place place = answers.admit(invocation.requestId(), bytes)
                .orElseThrow(() -> new ServiceException(
                        ErrorCode.SERVICE_UNAVAILABLE, "There is no memory for the function's answer now."));
        whole = new byte[bytes];
        return place;
    }

    private void take(InvokeAnswer answer) throws RpcException, InterruptedException {
        ByteString piece = answer.getPiece();
        Duration atMost = Duration.ofNanos(answer.getPieceNanos());
        if (!streamed) {
            gather(piece, atMost);
            return;
        }
        if (!stalled) {
            byte[] bytes = piece.toByteArray();
            stalled = !sink.write(bytes, 0, bytes.length, atMost);
        }
        send(InvokeQuestion.newBuilder().setTaken(!stalled).setStalled(stalled).build());
    }

    private void gather(ByteString piece, Duration atMost) throws InterruptedException {
        byte[] bytes = whole;
        if (bytes == null || piece.size() > bytes.length - gathered) {
            throw new ServiceException(ErrorCode.SERVICE, "More of an answer came than was announced.");
        }
        piece.copyTo(bytes, gathered);
        gathered += piece.size();
        if (gathered == bytes.length) {
            boolean _ = sink.write(bytes, 0, bytes.length, atMost); // a whole answer is taken at once
        }
    }

    private static Optional<ResponseFailure> failure(AnswerEnd end) {
        return end.hasFailureCode()
                ? Optional.of(new ResponseFailure(
                        end.getFailureCode(), end.getFailureDetails().toByteArray()))
                : Optional.empty();
    }

    private Completion completion(Completed completed) {
        return new Completion(
                completed.hasFunctionError() ? Optional.of(completed.getFunctionError()) : Optional.empty(),
                completed.getLogTail().toByteArray(),
                completed.getReusable(),
                GrantMessages.usage(completed.getUsage()),
                TimeMessages.times(completed.getTimes(), time));
    }
}
