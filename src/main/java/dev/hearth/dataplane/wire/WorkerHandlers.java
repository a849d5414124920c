package dev.hearth.dataplane.wire;

import com.google.protobuf.UnsafeByteOperations;
import dev.hearth.base.http.MemoryRoom;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.Peer;
import dev.hearth.base.rpc.Refusal;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.base.rpc.RpcStream;
import dev.hearth.dataplane.wire.messages.Completed;
import dev.hearth.dataplane.wire.messages.Epoch;
import dev.hearth.dataplane.wire.messages.InvokeAnswer;
import dev.hearth.dataplane.wire.messages.InvokeQuestion;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.dataplane.wire.messages.ReportPart;
import dev.hearth.dataplane.wire.messages.Sandbox;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Invocation;
import dev.hearth.model.Quotas;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Time;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** Lets other processes use the Worker of this one. */
public final class WorkerHandlers {
    private final Worker worker;
    private final Time time;

    /** The memory of events that are being received or run. */
    private final MemoryRoom events;

    private final List<BlockingQueue<Sandbox>> listeners = new CopyOnWriteArrayList<>();

    /** @param heapBytes the heap of this process, of which events may use a part */
    public WorkerHandlers(Worker worker, long heapBytes, Time time) {
        this.worker = worker;
        this.time = time;
        this.events = new MemoryRoom(heapBytes / Limits.EVENT_MEMORY);
        worker.onSandboxGone(sandbox -> {
            Sandbox news = Sandbox.newBuilder().setId(sandbox.value()).build();
            // a listener that is too far behind gets no more news; its next report has everything
            listeners.forEach(queue -> {
                boolean _ = queue.offer(news);
            });
        });
    }

    public Handlers addTo(Handlers handlers) {
        return handlers.onStream(Methods.INVOKE, this::invoke)
                .on(
                        Methods.PREPARE,
                        (caller, version) -> nothing(() -> worker.prepare(FunctionMessages.version(version))))
                .on(Methods.START, (caller, order) -> nothing(() -> worker.start(WorkerMessages.order(order))))
                .on(Methods.STOP, (caller, sandbox) -> nothing(() -> worker.stop(new SandboxId(sandbox.getId()))))
                .on(Methods.VIEW, (caller, nothing) -> Errors.serving(() -> WorkerMessages.view(worker.view())))
                .onStream(Methods.REPORT, this::report)
                .onStream(Methods.GONE, this::tellWhatIsGone);
    }

    private static Nothing nothing(Runnable step) throws Refusal, InterruptedException {
        return Errors.serving(() -> {
            step.run();
            return Nothing.getDefaultInstance();
        });
    }

    private void invoke(Peer caller, RpcStream<InvokeAnswer, InvokeQuestion> stream)
            throws Refusal, RpcException, InterruptedException {
        InvokeQuestion first = stream.receive().orElseThrow(() -> RpcException.late("an invocation without a head"));
        int bytes = first.getHead().getEventBytes();
        if (!first.hasHead() || bytes < 0 || bytes > Quotas.SYNCHRONOUS_EVENT_BYTES) {
            throw Errors.refusal(new ServiceException(ErrorCode.SERVICE, "An invocation that makes no sense."));
        }
        if (!events.enter(bytes, Limits.EVENT_ROOM)) {
            throw Errors.refusal(
                    new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The worker has no memory for the event now."));
        }
        try {
            byte[] event = event(first, bytes, stream); // if the sender is gone by now, the function is not called
            if (!stream.isOver()) {
                run(first.getHead(), event, stream);
            }
        } finally {
            events.leave(bytes);
        }
    }

    private static byte[] event(InvokeQuestion first, int bytes, RpcStream<InvokeAnswer, InvokeQuestion> stream)
            throws Refusal, RpcException, InterruptedException {
        byte[] event = new byte[bytes];
        int gathered = 0;
        InvokeQuestion part = first;
        while (true) {
            if (part.getPiece().size() > bytes - gathered) {
                throw Errors.refusal(
                        new ServiceException(ErrorCode.SERVICE, "More of an event came than was announced."));
            }
            part.getPiece().copyTo(event, gathered);
            gathered += part.getPiece().size();
            if (gathered == bytes) {
                return event;
            }
            part = stream.receive().orElseThrow(() -> RpcException.late("an event that is not whole"));
        }
    }

    private void run(InvokeQuestion.Head head, byte[] event, RpcStream<InvokeAnswer, InvokeQuestion> stream)
            throws Refusal, RpcException, InterruptedException {
        Invocation invocation = new Invocation(
                head.getRequestId(),
                event,
                FunctionMessages.arn(head.getInvokedArn()),
                head.getTraceHeader(),
                head.hasClientContext() ? Optional.of(head.getClientContext()) : Optional.empty(),
                head.hasCognitoIdentity() ? Optional.of(head.getCognitoIdentity()) : Optional.empty(),
                head.hasTenant() ? Optional.of(head.getTenant()) : Optional.empty());
        ServedSink sink =
                new ServedSink(stream, head.getStreamed() ? ResponseSink.Form.PIECES : ResponseSink.Form.WHOLE);
        try {
            Worker.Completion end = worker.invoke(GrantMessages.grant(head.getGrant(), time.nanos()), invocation, sink);
            Completed.Builder completed = Completed.newBuilder()
                    .setLogTail(UnsafeByteOperations.unsafeWrap(end.logTail()))
                    .setReusable(end.reusable())
                    .setUsage(GrantMessages.usage(end.usage()))
                    .setTimes(TimeMessages.times(end.times()));
            end.functionError().ifPresent(completed::setFunctionError);
            sink.completed(completed.build());
        } catch (SandboxGoneException e) {
            boolean _ = stream.send(InvokeAnswer.newBuilder().setGone(true).build(), Limits.PIECE);
        } catch (ServiceException e) {
            throw Errors.refusal(e);
        }
    }

    private void report(Peer caller, RpcStream<ReportPart, Epoch> stream)
            throws Refusal, RpcException, InterruptedException {
        Optional<Epoch> question = stream.receive();
        if (question.isPresent()) {
            var report = Errors.serving(() -> worker.report(question.get().getEpoch()));
            for (ReportPart part : WorkerMessages.report(report, time.nanos())) {
                if (!stream.send(part, Limits.FROM_MEMORY)) {
                    throw RpcException.late("a report was not taken");
                }
            }
        }
    }

    private void tellWhatIsGone(Peer caller, RpcStream<Sandbox, Nothing> stream)
            throws RpcException, InterruptedException {
        BlockingQueue<Sandbox> news = new LinkedBlockingQueue<>(Limits.UNHEARD);
        listeners.add(news);
        try {
            Sandbox next = Sandbox.getDefaultInstance(); // shows that there is a connection
            while (stream.send(next, Limits.FROM_MEMORY)) {
                next = null;
                while (next == null) {
                    next = news.poll(Limits.LISTEN_AGAIN.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
                    if (next == null && stream.isOver()) {
                        return;
                    }
                }
            }
        } finally {
            listeners.remove(news);
        }
    }
}
