package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Ids;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A machine among Workers and callers of which each message may come late, twice or never. After every event it looks
 * whether what must never be is so; the first that is ends the run with the last events.
 */
final class SimulatedFleet {
    private static final int LAST_EVENTS = 40;
    private static final Duration MESSAGE = Duration.ofMillis(5);

    private final Random random;
    private double faults;
    private final WorkerManagerConfiguration configuration;
    private final Duration keepAlive;
    final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    private final Map<WorkerId, SimulatedWorker> workers = new LinkedHashMap<>();

    /** What each sandbox was ordered for, ever. */
    private final Map<SandboxId, StartOrder> orders = new HashMap<>();

    /** Who has been given a sandbox, as far as the manager can know. */
    private final Map<SandboxId, Grant> held = new HashMap<>();

    private final Map<Long, FunctionVersion> unanswered = new LinkedHashMap<>();
    private final Map<Long, Optional<String>> tenants = new HashMap<>();
    private final Deque<String> lastEvents = new ArrayDeque<>();
    private final Ids ids;
    private ManagerMachine machine;
    private long epoch = 1;
    private long asks;
    private int fingerprint;
    int given;
    int refused;
    int workerRefusals;

    /** A sandbox that really is there. */
    private static final class Real {
        private final StartOrder order;
        private WorkerReport.State state = WorkerReport.State.STARTING;
        private @Nullable Grant grant;

        Real(StartOrder order) {
            this.order = order;
        }
    }

    private final class SimulatedWorker {
        private final WorkerId id;
        private final long memory;
        private final Map<SandboxId, Real> sandboxes = new LinkedHashMap<>();
        private boolean dead;
        private long fence;

        SimulatedWorker(WorkerId id, DataSize memory) {
            this.id = id;
            this.memory = memory.bytes();
        }

        WorkerReport report(long asking) {
            fence = Math.max(fence, asking);
            List<SandboxReport> residents = new ArrayList<>();
            sandboxes
                    .values()
                    .forEach(real ->
                            residents.add(new SandboxReport(real.order, real.state, Optional.ofNullable(real.grant))));
            return new WorkerReport(
                    new WorkerView(id, "zone", new DataSize(memory), new DataSize(0), 0, false), 4_000, residents);
        }

        void start(StartOrder order) {
            if (dead) {
                return;
            }
            long used = sandboxes.values().stream()
                    .mapToLong(real -> real.order.function().memory().bytes())
                    .sum();
            boolean fits = used + order.function().memory().bytes() <= memory;
            if (!fits || order.epoch() < fence || random.nextDouble() < faults) {
                workerRefusals += fits ? 0 : 1;
                answer(new ManagerEvent.StartFailed(
                        id, order.sandbox(), new ServiceException(ErrorCode.SERVICE, "no")));
                return;
            }
            Real real = new Real(order);
            sandboxes.put(order.sandbox(), real);
            later(Duration.ofMillis(50 + random.nextInt(500)), () -> {
                if (sandboxes.get(order.sandbox()) == real) {
                    real.state = WorkerReport.State.IDLE;
                    answer(new ManagerEvent.Started(id, order.sandbox()));
                    if (random.nextDouble() < faults) {
                        end(order.sandbox());
                    }
                }
            });
        }

        void stop(SandboxId sandbox) {
            if (!dead) {
                sandboxes.remove(sandbox);
                answer(new ManagerEvent.Stopped(id, sandbox));
            }
        }

        void end(SandboxId sandbox) {
            if (sandboxes.remove(sandbox) != null) {
                answer(new ManagerEvent.SandboxGone(id, sandbox));
            }
        }

        void invoke(Grant grant) {
            Real real = sandboxes.get(grant.sandbox());
            if (dead || real == null || grant.epoch() < fence || real.state == WorkerReport.State.STARTING) {
                ended(grant, GrantOutcome.GONE);
                return;
            }
            if (real.state == WorkerReport.State.BUSY) {
                throw broken(grant.sandbox() + " serves two calls");
            }
            real.state = WorkerReport.State.BUSY;
            real.grant = grant;
            long timeout = real.order.function().timeout().toMillis();
            later(Duration.ofMillis(random.nextLong(random.nextInt(10) == 0 ? timeout : 200)), () -> {
                boolean reusable = sandboxes.get(grant.sandbox()) == real && random.nextDouble() >= faults;
                real.state = WorkerReport.State.IDLE;
                ended(grant, reusable ? GrantOutcome.REUSABLE : GrantOutcome.SPENT);
                if (!reusable && random.nextBoolean()) {
                    end(grant.sandbox());
                }
            });
        }
    }

    SimulatedFleet(long seed, double faults, WorkerManagerConfiguration configuration, Duration keepAlive) {
        this.random = new Random(seed);
        this.faults = faults;
        this.configuration = configuration;
        this.keepAlive = keepAlive;
        this.ids = count -> {
            byte[] bytes = new byte[count];
            random.nextBytes(bytes);
            return bytes;
        };
        this.machine = machine();
    }

    private ManagerMachine machine() {
        return new ManagerMachine(
                configuration, new FirstFitPlacement(), () -> new FixedKeepAlive(keepAlive), ids, epoch);
    }

    void addWorker(String name, DataSize memory) {
        SimulatedWorker worker = new SimulatedWorker(new WorkerId(name), memory);
        workers.put(worker.id, worker);
        on(new ManagerEvent.WorkerReported(worker.report(epoch)));
    }

    /** A call of a function. */
    void call(FunctionVersion function, Optional<String> tenant) {
        long ask = asks++;
        unanswered.put(ask, function);
        tenants.put(ask, tenant);
        on(new ManagerEvent.Asked(
                ask,
                function,
                tenant,
                random.nextInt(4) == 0 ? InvocationKind.ASYNCHRONOUS : InvocationKind.SYNCHRONOUS));
        if (random.nextDouble() < faults) {
            later(Duration.ofMillis(random.nextInt(2_000)), () -> {
                if (unanswered.containsKey(ask)) {
                    on(new ManagerEvent.GaveUp(ask, function.sandboxKey(tenant)));
                }
            });
        }
    }

    void provision(FunctionVersion function, int count) {
        on(new ManagerEvent.FloorSet(function, count));
    }

    void retire(SandboxKey key) {
        on(new ManagerEvent.Retired(key));
    }

    /** A Worker dies with all that it runs, is found silent after a while, and comes back empty. */
    void kill(WorkerId id) {
        SimulatedWorker worker = worker(id);
        worker.dead = true;
        worker.sandboxes.clear();
        later(Duration.ofSeconds(3), () -> on(new ManagerEvent.WorkerSilent(id)));
        later(Duration.ofSeconds(10), () -> {
            worker.dead = false;
            on(new ManagerEvent.WorkerReported(worker.report(epoch)));
        });
    }

    /** A Worker is not heard for a while, though it goes on. */
    void cutOff(WorkerId id) {
        on(new ManagerEvent.WorkerSilent(id));
        later(
                Duration.ofMillis(random.nextInt(5_000)),
                () -> on(new ManagerEvent.WorkerReported(worker(id).report(epoch))));
    }

    /** The manager dies; the next one asks the Workers. Whoever waited is told by its Frontend. */
    void restart() {
        epoch++;
        machine = machine();
        refused += unanswered.size();
        unanswered.clear();
        held.clear();
        for (SimulatedWorker worker : workers.values()) {
            if (!worker.dead) {
                WorkerReport report = worker.report(epoch);
                report.sandboxes().stream()
                        .filter(resident -> resident.state() == WorkerReport.State.BUSY)
                        .forEach(resident ->
                                held.put(resident.sandbox(), resident.grant().orElseThrow()));
                on(new ManagerEvent.WorkerReported(report));
            }
        }
    }

    private SimulatedWorker worker(WorkerId id) {
        return Objects.requireNonNull(workers.get(id));
    }

    WorkerId anyWorker() {
        return List.copyOf(workers.keySet()).get(random.nextInt(workers.size()));
    }

    /** What a Worker or a Frontend tells the manager: late, twice or never, now and then. */
    private void answer(ManagerEvent event) {
        if (random.nextDouble() < faults) {
            return;
        }
        later(delay(), () -> on(event));
        if (random.nextDouble() < faults) {
            later(delay().plusMillis(random.nextInt(30_000)), () -> on(event));
        }
    }

    private Duration delay() {
        return random.nextDouble() < faults ? Duration.ofMillis(random.nextInt(20_000)) : MESSAGE;
    }

    private void later(Duration delay, Runnable task) {
        var _ = clock.at(clock.nanos() + delay.toNanos(), task);
    }

    private void ended(Grant grant, GrantOutcome how) {
        answer(new ManagerEvent.Ended(grant, how));
    }

    private void on(ManagerEvent event) {
        remember(event.toString());
        if (event instanceof ManagerEvent.Ended(Grant grant, GrantOutcome _, var _)) {
            held.remove(grant.sandbox(), grant);
        }
        if (event instanceof ManagerEvent.WorkerReported(WorkerReport report)) {
            report.sandboxes().stream()
                    .filter(resident -> resident.state() == WorkerReport.State.IDLE)
                    .forEach(resident -> resident.grant().ifPresent(over -> held.remove(resident.sandbox(), over)));
        }
        for (ManagerAction action : machine.on(event, clock.nanos())) {
            remember("  " + action);
            perform(action);
        }
    }

    private void remember(String line) {
        String dated = clock.nanos() / 1_000_000 + " ms " + line;
        fingerprint = 31 * fingerprint + dated.hashCode();
        lastEvents.add(dated);
        if (lastEvents.size() > LAST_EVENTS) {
            lastEvents.remove();
        }
    }

    private void perform(ManagerAction action) {
        switch (action) {
            case ManagerAction.Give(long ask, Grant grant) -> given(ask, grant);
            case ManagerAction.Refuse(long ask, ServiceException _) -> {
                requireOpen(ask);
                refused++;
            }
            case ManagerAction.Start(WorkerId worker, StartOrder order) -> {
                if (orders.put(order.sandbox(), order) != null) {
                    throw broken(order.sandbox() + " is started twice");
                }
                later(delay(), () -> worker(worker).start(order));
            }
            case ManagerAction.Stop(WorkerId worker, SandboxId sandbox) -> {
                held.remove(sandbox);
                later(delay(), () -> worker(worker).stop(sandbox));
            }
            case ManagerAction.Look(WorkerId worker) ->
                later(MESSAGE, () -> {
                    if (!worker(worker).dead) {
                        WorkerReport report = worker(worker).report(epoch);
                        answer(new ManagerEvent.WorkerReported(report));
                    }
                });
            case ManagerAction.WakeAt(int part, long nanos) -> {
                ManagerMachine of = machine;
                var _ = clock.at(nanos, () -> {
                    if (of == machine) {
                        on(new ManagerEvent.TimeCame(part));
                    }
                });
            }
        }
    }

    private void given(long ask, Grant grant) {
        FunctionVersion function = requireOpen(ask);
        given++;
        StartOrder order = orders.get(grant.sandbox());
        if (order == null || !order.key().equals(function.sandboxKey(Objects.requireNonNull(tenants.get(ask))))) {
            throw broken(grant.sandbox() + " of " + order + " is given to " + function.arn());
        }
        Grant other = held.put(grant.sandbox(), grant);
        if (other != null && other.untilNanos() > clock.nanos()) { // else its Worker was asked
            throw broken(grant.sandbox() + " is given twice: " + other + ", " + grant);
        }
        if (grant.epoch() != epoch || grant.untilNanos() <= clock.nanos()) {
            throw broken("a grant that is over: " + grant);
        }
        later(delay(), () -> worker(grant.worker()).invoke(grant));
    }

    private FunctionVersion requireOpen(long ask) {
        FunctionVersion function = unanswered.remove(ask);
        if (function == null) {
            throw broken("request " + ask + " is answered twice, or never was asked");
        }
        return function;
    }

    /** Everything has ended: nobody waits, and nothing is left. */
    void requireNothingLeft() {
        if (!unanswered.isEmpty()) {
            throw broken("requests without an answer: " + unanswered.keySet());
        }
        if (machine.requests() != 0 || machine.size() != 0) {
            throw broken(machine.requests() + " requests and " + machine.size() + " sandboxes are left");
        }
        for (SimulatedWorker worker : workers.values()) {
            if (!worker.sandboxes.isEmpty()) {
                throw broken(worker.id + " still runs " + worker.sandboxes.keySet());
            }
        }
    }

    /** From now on every message comes, and every Worker is heard. */
    void heal() {
        faults = 0;
        for (SimulatedWorker worker : workers.values()) {
            worker.dead = false;
            on(new ManagerEvent.WorkerReported(worker.report(epoch)));
        }
    }

    void close() {
        on(new ManagerEvent.Draining());
        on(new ManagerEvent.Closed());
    }

    /** A number that differs if anything went differently. */
    int fingerprint() {
        return fingerprint;
    }

    AssertionError broken(String what) {
        return new AssertionError(what + "\n" + String.join("\n", lastEvents));
    }
}
