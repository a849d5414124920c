package dev.hearth.dataplane.frontend;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.Workers;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.ProvisionedSandboxes;
import dev.hearth.dataplane.workermanager.WorkerManager;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A manager and the one Worker that it names, whose sandboxes answer each invocation with the revision that they were
 * granted for, unless told to fail.
 */
final class FakeManager implements WorkerManager, Worker {
    private static final WorkerId ID = new WorkerId("w");

    final List<Invocation> invocations = new CopyOnWriteArrayList<>();

    /** How many grants have not ended. */
    final AtomicInteger granted = new AtomicInteger();

    /** How those ended that have. */
    final List<GrantOutcome> endings = new CopyOnWriteArrayList<>();

    /** How many sandboxes are gone when an invocation comes to them, from now on. */
    final AtomicInteger gone = new AtomicInteger();

    /** What a streamed answer consists of. */
    volatile Consumer<ResponseSink> streaming = sink -> sink.end(Optional.empty());

    volatile @Nullable RuntimeException grantFailure;
    volatile @Nullable Throwable invokeFailure;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<SandboxId, FunctionVersion> functions = new ConcurrentHashMap<>();

    Workers workers() {
        return id -> id.equals(ID) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public Grant grant(FunctionVersion function, Optional<String> tenant, InvocationKind kind) {
        RuntimeException failure = grantFailure;
        if (failure != null) {
            throw failure;
        }
        granted.incrementAndGet();
        int number = numbers.incrementAndGet();
        SandboxId sandbox = new SandboxId("s" + number);
        functions.put(sandbox, function);
        return new Grant(number, ID, sandbox, 1, Long.MAX_VALUE);
    }

    @Override
    public void end(Grant grant, GrantOutcome how, SandboxUsage usage) {
        endings.add(how);
        granted.decrementAndGet();
    }

    @Override
    public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        if (gone.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new SandboxGoneException(grant.sandbox());
        }
        switch (invokeFailure) {
            case null -> {}
            case RuntimeException failure -> throw failure;
            case Error failure -> throw failure;
            case Throwable other -> throw new AssertionError(other);
        }
        invocations.add(invocation);
        byte[] payload = Objects.requireNonNull(functions.get(grant.sandbox()))
                .revisionId()
                .getBytes(StandardCharsets.UTF_8);
        if (sink.form() == ResponseSink.Form.PIECES) {
            streaming.accept(sink);
            return new Completion(Optional.empty(), payload, true, SandboxUsage.NONE, InvocationTimes.NONE);
        }
        sink.begin("application/json");
        try {
            boolean _ = sink.write(payload, 0, payload.length, Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        sink.end(Optional.empty());
        return new Completion(Optional.empty(), new byte[0], true, SandboxUsage.NONE, InvocationTimes.NONE);
    }

    @Override
    public List<SandboxKey> keysOf(FunctionArn function) {
        return List.of();
    }

    @Override
    public void retire(SandboxKey key) {}

    @Override
    public void provision(FunctionVersion version, int sandboxes) {}

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        return new ProvisionedSandboxes(0, Optional.empty());
    }

    @Override
    public int size() {
        return 0;
    }

    @Override
    public void drain(Duration limit) {}

    @Override
    public WorkerView view() {
        throw new UnsupportedOperationException("nobody places sandboxes here");
    }

    @Override
    public void prepare(FunctionVersion function) {}

    @Override
    public void start(StartOrder order) {}

    @Override
    public void stop(SandboxId sandbox) {}

    @Override
    public WorkerReport report(long epoch) {
        throw new UnsupportedOperationException("nobody asks what runs here");
    }

    @Override
    public void onSandboxGone(GoneListener listener) {}

    @Override
    public void close() {}
}
