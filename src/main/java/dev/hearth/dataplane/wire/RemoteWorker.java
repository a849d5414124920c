package dev.hearth.dataplane.wire;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.RpcChannel;
import dev.hearth.base.rpc.RpcException;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.wire.messages.Epoch;
import dev.hearth.dataplane.wire.messages.InvokeAnswer;
import dev.hearth.dataplane.wire.messages.InvokeQuestion;
import dev.hearth.dataplane.wire.messages.Nothing;
import dev.hearth.dataplane.wire.messages.ReportPart;
import dev.hearth.dataplane.wire.messages.Sandbox;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Worker of another process. Calls are not retried. An invocation that never left this process fails with {@link
 * SandboxGoneException}. After any other failure it is unknown what the Worker did, and the Worker Manager finds out by
 * a report.
 */
public final class RemoteWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteWorker.class);

    private final WorkerId id;
    private final RpcChannel channel;
    private final Caller worker;
    private final PayloadMemory answers;
    private final Time time;
    private final List<GoneListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> changeListeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean listening = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);

    /**
     * @param channel to the process; closed with this
     * @param answers the memory for large answers
     */
    public RemoteWorker(WorkerId id, RpcChannel channel, PayloadMemory answers, Time time) {
        this.id = id;
        this.channel = channel;
        this.worker = new Caller(channel, "The worker " + id);
        this.answers = answers;
        this.time = time;
    }

    @Override
    public WorkerView view() {
        return WorkerMessages.view(worker.call(Methods.VIEW, Nothing.getDefaultInstance(), Limits.FROM_MEMORY));
    }

    @Override
    public void prepare(FunctionVersion function) {
        worker.call(Methods.PREPARE, FunctionMessages.version(function), Limits.PREPARE);
    }

    @Override
    public void start(StartOrder order) {
        Duration init = order.type().initLimit(order.function().timeout());
        worker.call(Methods.START, WorkerMessages.order(order), init.plus(Limits.START));
    }

    @Override
    public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        Duration limit = Duration.ofNanos(GrantMessages.left(grant.untilNanos(), time.nanos()));
        try (RpcChannel.OpenCall<InvokeQuestion, InvokeAnswer> call = channel.open(Methods.INVOKE, limit)) {
            return new RemoteInvocation(call, answers, grant, invocation, sink, time).run();
        } catch (RpcException e) {
            if (e.kind() == RpcException.Kind.NOT_SENT) {
                throw new SandboxGoneException(grant.sandbox());
            }
            throw Errors.of(e, "The worker of the function");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SERVICE, "The invocation was interrupted.", e);
        }
    }

    @Override
    public void stop(SandboxId sandbox) {
        worker.call(Methods.STOP, Sandbox.newBuilder().setId(sandbox.value()).build(), Limits.STOP);
    }

    @Override
    public WorkerReport report(long epoch) {
        Epoch question = Epoch.newBuilder().setEpoch(epoch).build();
        List<ReportPart> parts = worker.list(Methods.REPORT, question, Limits.FROM_MEMORY);
        if (parts.isEmpty() || !parts.getFirst().hasWorker()) {
            throw new ServiceException(ErrorCode.SERVICE, "The worker " + id + " says nothing about itself.");
        }
        return WorkerMessages.report(parts, time.nanos());
    }

    @Override
    public void onSandboxGone(GoneListener listener) {
        listeners.add(listener);
        listenOnce();
    }

    /** Sets a listener for the loss and the return of the connection. The Worker should then be asked for a report. */
    public void onConnectionChange(Runnable listener) {
        changeListeners.add(listener);
        listenOnce();
    }

    private void listenOnce() {
        if (listening.compareAndSet(false, true)) {
            Thread.ofVirtual().name("listens to " + id).start(this::listen);
        }
    }

    /**
     * Listens for sandboxes that ended by themselves. Those that end while nobody listens are found by the next report.
     */
    private void listen() {
        try {
            do {
                boolean connected = listenWhileConnected();
                if (connected && closing.getCount() > 0) {
                    changeListeners.forEach(Runnable::run);
                }
            } while (!closing.await(Limits.LISTEN_AGAIN.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Listens until the call ends; true if there was a connection. */
    private boolean listenWhileConnected() throws InterruptedException {
        boolean connected = false;
        try (RpcChannel.OpenCall<Nothing, Sandbox> call = channel.open(Methods.GONE, Limits.LISTEN)) {
            while (true) {
                Optional<Sandbox> gone = call.receive();
                if (gone.isEmpty()) {
                    return true;
                }
                if (!connected) {
                    connected = true;
                    changeListeners.forEach(Runnable::run);
                }
                if (!gone.get().getId().isEmpty()) { // the first message only shows that there is a connection
                    SandboxId sandbox = new SandboxId(gone.get().getId());
                    listeners.forEach(listener -> listener.gone(sandbox));
                }
            }
        } catch (RpcException e) {
            LOG.debug("nothing is heard of worker {}", id, e);
            return connected;
        }
    }

    /** Closes the connection. The Worker's sandboxes go on. */
    @Override
    public void close() {
        closing.countDown();
        channel.close();
    }
}
