package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A worker whose sandboxes are entries in a map, and which complains about whatever a real one must never see. */
final class FakeWorker implements Worker {
    /** What happens inside a start or an invocation; it may block. */
    interface Behaviour {
        default void starting(FunctionVersion function) {}

        /** It is there, but nobody has been told. */
        default void started(SandboxId sandbox) {}

        /** It is asked what it runs. */
        default void reporting() {}

        /** Whether the sandbox can go on. */
        default boolean invoking(SandboxId sandbox, Invocation invocation) throws SandboxGoneException {
            return true;
        }
    }

    final List<String> violations = new CopyOnWriteArrayList<>();
    final AtomicInteger started = new AtomicInteger();
    final AtomicInteger provisioned = new AtomicInteger();
    private final WorkerId id;
    private final DataSize memory;
    private final Behaviour behaviour;
    private final Map<SandboxId, StartOrder> sandboxes = new ConcurrentHashMap<>();
    private final Map<SandboxId, Grant> busy = new ConcurrentHashMap<>();
    private final Set<SandboxId> stopped = ConcurrentHashMap.newKeySet();
    private final List<GoneListener> listeners = new CopyOnWriteArrayList<>();

    FakeWorker(String id, int memoryMb, Behaviour behaviour) {
        this.id = new WorkerId(id);
        this.memory = DataSize.ofMebibytes(memoryMb);
        this.behaviour = behaviour;
    }

    /** One that runs already. */
    void add(StartOrder order) {
        sandboxes.put(order.sandbox(), order);
    }

    /** A sandbox ends by itself. */
    void crash(SandboxId sandbox) {
        if (sandboxes.remove(sandbox) != null) {
            stopped.add(sandbox);
            listeners.forEach(listener -> listener.gone(sandbox));
        }
    }

    Set<SandboxId> stopped() {
        return new HashSet<>(stopped);
    }

    @Override
    public WorkerView view() {
        return new WorkerView(id, "zone", memory, new DataSize(requireRoom()), sandboxes.size(), false);
    }

    @Override
    public void prepare(FunctionVersion function) {}

    @Override
    public void start(StartOrder order) {
        behaviour.starting(order.function());
        if (order.type() == InitializationType.PROVISIONED_CONCURRENCY) {
            provisioned.incrementAndGet();
        }
        started.incrementAndGet();
        if (sandboxes.put(order.sandbox(), order) != null) {
            violations.add(order.sandbox() + " was started twice");
        }
        requireRoom();
        behaviour.started(order.sandbox());
    }

    private long requireRoom() {
        long assigned = sandboxes.values().stream()
                .mapToLong(order -> order.function().memory().bytes())
                .sum();
        if (assigned > memory.bytes()) {
            violations.add("more memory assigned than there is: " + assigned);
        }
        return assigned;
    }

    @Override
    public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        SandboxId sandbox = grant.sandbox();
        StartOrder order = sandboxes.get(sandbox);
        if (order == null) {
            throw new SandboxGoneException(sandbox);
        }
        FunctionVersion function = order.function();
        if (!function.arn().equals(invocation.invokedArn())) {
            violations.add(sandbox + " of " + function.arn() + " was given " + invocation.invokedArn());
        }
        if (!order.tenant().equals(invocation.tenantId())) {
            violations.add(sandbox + " of " + order.tenant() + " was given " + invocation.tenantId());
        }
        if (busy.putIfAbsent(sandbox, grant) != null) {
            violations.add(sandbox + " was given two invocations at once");
        }
        try {
            boolean reusable = behaviour.invoking(sandbox, invocation);
            byte[] payload = (sandbox.value() + " " + function.revisionId()).getBytes(StandardCharsets.UTF_8);
            sink.begin("application/json");
            boolean _ = sink.write(payload, 0, payload.length, Duration.ofSeconds(20));
            sink.end(Optional.empty());
            return new Completion(Optional.empty(), new byte[0], reusable, SandboxUsage.NONE, InvocationTimes.NONE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            busy.remove(sandbox);
        }
    }

    @Override
    public void stop(SandboxId sandbox) {
        sandboxes.remove(sandbox);
        stopped.add(sandbox);
    }

    @Override
    public WorkerReport report(long epoch) {
        behaviour.reporting();
        List<WorkerReport.SandboxReport> residents = new ArrayList<>();
        sandboxes.forEach((id, order) -> {
            Grant grant = busy.get(id);
            residents.add(new WorkerReport.SandboxReport(
                    order,
                    grant == null ? WorkerReport.State.IDLE : WorkerReport.State.BUSY,
                    Optional.ofNullable(grant)));
        });
        return new WorkerReport(view(), 4_000, residents);
    }

    @Override
    public void onSandboxGone(GoneListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        new ArrayList<>(sandboxes.keySet()).forEach(this::stop);
    }

    static ServiceException broken() {
        return new ServiceException(ErrorCode.SERVICE, "broken on purpose");
    }
}
