package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.simulation.load.Footprint;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.State;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A simulated Worker: it computes what a real one would use, and answers when a real one would.
 *
 * <pre>
 * from      event   to    notes
 * UP        hangs   HUNG  messages are kept until it recovers; nothing is answered
 * HUNG      goes on UP    handles the messages that were kept, and reports
 * UP, HUNG  dies    DEAD  its sandboxes are gone, and their invocations are broken off
 * DEAD      begins  UP    without sandboxes, and reports
 * </pre>
 */
final class SimulatedWorker {
    private final Machine machine;
    private final Surroundings surroundings;
    private final SeededRandom random;
    private final Map<SandboxId, SimulatedSandbox> sandboxes = new LinkedHashMap<>();
    private final Set<String> code = new LinkedHashSet<>();

    private final Deque<Runnable> held = new ArrayDeque<>();

    /** The invocations among the messages that are kept. */
    private final List<Unread> unread = new ArrayList<>();

    private Health health = Health.UP;
    private long downSinceNanos;
    private int life;
    private boolean draining;
    private long epoch;
    private long limitMb;
    private long usedMb;
    private double busyProcessors;

    /** The health of a Worker. */
    enum Health {
        UP,
        HUNG,
        DEAD
    }

    /** An invocation that arrived while the Worker hung. */
    private record Unread(Grant grant, Call call) {}

    /**
     * The properties of a Worker.
     *
     * @param zone the failure domain
     * @param memory the memory of its sandboxes together
     * @param memoryOvercommit the sum of the sandboxes' limits may be so many times the memory
     */
    record Machine(WorkerId id, String zone, DataSize memory, double memoryOvercommit, int processors) {}

    SimulatedWorker(Machine machine, Surroundings surroundings, SeededRandom random) {
        this.machine = machine;
        this.surroundings = surroundings;
        this.random = random;
    }

    Machine machine() {
        return machine;
    }

    Health health() {
        return health;
    }

    /** How long it has not answered; zero if it is up. */
    Duration down() {
        return health == Health.UP
                ? Duration.ZERO
                : Duration.ofNanos(surroundings.clock().nanos() - downSinceNanos);
    }

    Collection<SimulatedSandbox> sandboxes() {
        return sandboxes.values();
    }

    /** The sum of its sandboxes' memory limits. */
    long limitMb() {
        return limitMb;
    }

    /** The memory that its sandboxes use together. */
    long usedMb() {
        return usedMb;
    }

    /** The processors that its invocations demand together, which may be more than it has. */
    double busyProcessors() {
        return busyProcessors;
    }

    /** Handles the order to start a sandbox. */
    void start(StartOrder order) {
        whenUp(() -> {
            if (order.epoch() < epoch || sandboxes.containsKey(order.sandbox())) {
                return; // from an earlier epoch, or a duplicate
            }
            epoch = order.epoch();
            SimulatedSandbox sandbox = new SimulatedSandbox(
                    order,
                    surroundings.functions().of(order.function()),
                    surroundings.clock().nanos());
            sandboxes.put(order.sandbox(), sandbox);
            Footprint footprint = sandbox.function.profile().footprint();
            limitMb += footprint.limitMb();
            usedMb += footprint.usedMb();
            surroundings.invariants().ordered(this);
            boolean fails = random.chance(surroundings.rates().startFails());
            later(startNanos(sandbox), () -> startEnded(sandbox, fails));
        });
    }

    private long startNanos(SimulatedSandbox sandbox) {
        String digest = sandbox.order.function().program().code().sha256();
        long nanos = Limits.MAKE.toNanos() + sandbox.function.drawInitNanos();
        if (code.add(digest)) {
            nanos += sandbox.function.profile().footprint().codeMb() * Limits.DOWNLOAD_PER_MB.toNanos();
        }
        return random.chance(surroundings.rates().startSlow()) ? 10 * nanos : nanos;
    }

    private void startEnded(SimulatedSandbox sandbox, boolean failed) {
        if (sandboxes.get(sandbox.id()) != sandbox) {
            return; // it was stopped during its start
        }
        if (failed) {
            remove(sandbox);
            ServiceException reason = new ServiceException(ErrorCode.SERVICE, "the simulated start failed");
            tell(new ManagerEvent.StartFailed(machine.id(), sandbox.id(), reason));
            return;
        }
        sandbox.state = State.IDLE;
        sandbox.idleSinceNanos = surroundings.clock().nanos();
        tell(new ManagerEvent.Started(machine.id(), sandbox.id()));
    }

    /** Handles the order to stop a sandbox. */
    void stop(SandboxId id) {
        whenUp(() -> {
            SimulatedSandbox sandbox = sandboxes.get(id);
            if (sandbox != null) {
                cutOff(sandbox);
                remove(sandbox);
            }
            tell(new ManagerEvent.Stopped(machine.id(), id));
        });
    }

    /** Reports to the Worker Manager of an epoch. */
    void look(long asking) {
        whenUp(() -> {
            epoch = Math.max(epoch, asking);
            report();
        });
    }

    private void report() {
        List<WorkerReport.SandboxReport> residents = new ArrayList<>();
        long now = surroundings.clock().nanos();
        sandboxes.values().forEach(sandbox -> residents.add(sandbox.resident(now)));
        WorkerView view = new WorkerView(
                machine.id(),
                machine.zone(),
                machine.memory(),
                DataSize.ofMebibytes(limitMb),
                sandboxes.size(),
                draining);
        WorkerReport.Load load = new WorkerReport.Load(
                DataSize.ofMebibytes(usedMb), OptionalInt.of((int) (Limits.MILLIS * Math.max(0, busyProcessors))));
        List<String> stored = code.stream().limit(Limits.REPORTED_CODE).toList();
        tell(new ManagerEvent.WorkerReported(
                new WorkerReport(view, Limits.MILLIS * machine.processors(), residents, load, stored)));
    }

    /** Handles an invocation from a Frontend. */
    void invoke(Grant grant, Call call) {
        if (health == Health.DEAD) {
            answer(call, grant, GrantOutcome.GONE); // the connection is refused
            return;
        }
        if (health == Health.HUNG) {
            unread.add(new Unread(grant, call));
        }
        whenUp(() -> take(grant, call));
    }

    private void take(Grant grant, Call call) {
        SimulatedSandbox sandbox = sandboxes.get(grant.sandbox());
        boolean gone = grant.epoch() < epoch
                || sandbox == null
                || sandbox.spent
                || sandbox.state == State.STARTING
                || isBusyForNobody(sandbox)
                || (sandbox.call != null && isGivenUp(call, grant));
        if (gone || sandbox == null) {
            answer(call, grant, GrantOutcome.GONE);
            return;
        }
        epoch = grant.epoch();
        surroundings.invariants().invoked(sandbox, grant, call);
        begin(sandbox, grant, call);
    }

    /** Whether a sandbox runs an invocation that arrived after its caller had given it up. */
    private static boolean isBusyForNobody(SimulatedSandbox sandbox) {
        return sandbox.call != null && isGivenUp(sandbox.call, sandbox.grant);
    }

    private static boolean isGivenUp(Call call, @Nullable Grant grant) {
        return !Objects.equals(call.grant, grant);
    }

    private void begin(SimulatedSandbox sandbox, Grant grant, Call call) {
        surroundings.measures().served(call, sandbox, surroundings.clock().nanos());
        becomeBusy(sandbox);
        sandbox.grant = grant;
        sandbox.call = call;
        sandbox.served++;
        long timeout = call.version.timeout().toNanos();
        long runs = sandbox.function.drawRunNanos();
        boolean timesOut = runs > timeout;
        long ran = Math.min(runs, timeout);
        later(ran, () -> finish(sandbox, ran, grant, call, timesOut ? GrantOutcome.SPENT : GrantOutcome.REUSABLE));
    }

    private void finish(SimulatedSandbox sandbox, long ran, Grant grant, Call call, GrantOutcome how) {
        if (sandboxes.get(sandbox.id()) != sandbox || sandbox.call != call) {
            return; // it was stopped or has crashed
        }
        sandbox.spent = how != GrantOutcome.REUSABLE;
        becomeIdle(sandbox);
        SandboxUsage usage =
                sandbox.measure(ran, processors(sandbox), surroundings.clock().nanos());
        answer(call, grant, how, usage);
    }

    private void becomeBusy(SimulatedSandbox sandbox) {
        long now = surroundings.clock().nanos();
        surroundings.measures().idled(sandbox, now - sandbox.idleSinceNanos);
        sandbox.state = State.BUSY;
        busyProcessors += processors(sandbox);
    }

    private void becomeIdle(SimulatedSandbox sandbox) {
        sandbox.state = State.IDLE;
        sandbox.call = null;
        sandbox.idleSinceNanos = surroundings.clock().nanos();
        busyProcessors -= processors(sandbox);
    }

    private static double processors(SimulatedSandbox sandbox) {
        Footprint footprint = sandbox.function.profile().footprint();
        return footprint.processorShare() * footprint.limitMb() / Limits.MB_PER_PROCESSOR;
    }

    /** A sandbox ends by itself, idle or busy. */
    void crash(SimulatedSandbox sandbox) {
        if (health == Health.UP && sandboxes.get(sandbox.id()) == sandbox && sandbox.state != State.STARTING) {
            cutOff(sandbox);
            remove(sandbox);
            tell(new ManagerEvent.SandboxGone(machine.id(), sandbox.id()));
        }
    }

    private void cutOff(SimulatedSandbox sandbox) {
        Call call = sandbox.call;
        Grant grant = sandbox.grant;
        if (call != null && grant != null) {
            becomeIdle(sandbox);
            answer(call, grant, GrantOutcome.SPENT);
        }
    }

    private void remove(SimulatedSandbox sandbox) {
        if (!sandboxes.remove(sandbox.id(), sandbox)) {
            return; // it was stopped because its invocation was reported as broken off
        }
        Footprint footprint = sandbox.function.profile().footprint();
        limitMb -= footprint.limitMb();
        usedMb -= footprint.usedMb();
        if (sandbox.state == State.IDLE) {
            surroundings.measures().idled(sandbox, surroundings.clock().nanos() - sandbox.idleSinceNanos);
        }
    }

    /** Drains the Worker, which reports that. */
    void drain() {
        if (health == Health.UP) {
            draining = true;
            tell(new ManagerEvent.WorkerDraining(machine.id()));
        }
    }

    /** The Worker hangs: it answers nothing from now on. */
    void hang() {
        if (health == Health.UP) {
            health = Health.HUNG;
            downSinceNanos = surroundings.clock().nanos();
            surroundings.note(machine.id() + " hangs");
        }
    }

    /** The Worker recovers: it handles the messages that were kept, and reports. */
    void goOn() {
        if (health == Health.HUNG) {
            health = Health.UP;
            surroundings.note(machine.id() + " goes on");
            unread.clear();
            while (health == Health.UP && !held.isEmpty()) {
                held.removeFirst().run();
            }
            report();
        }
    }

    /** The Worker dies, with its sandboxes. */
    void die() {
        if (health == Health.DEAD) {
            return;
        }
        surroundings.note(machine.id() + " dies");
        if (health == Health.UP) {
            downSinceNanos = surroundings.clock().nanos();
        }
        health = Health.DEAD;
        life++;
        held.clear();
        unread.forEach(each -> breakOff(each.call(), each.grant()));
        unread.clear();
        for (SimulatedSandbox sandbox : List.copyOf(sandboxes.values())) {
            Call call = sandbox.call;
            Grant grant = sandbox.grant;
            if (call != null && grant != null) {
                becomeIdle(sandbox);
                breakOff(call, grant);
            }
            remove(sandbox);
        }
        code.clear();
    }

    /** Tells a caller, after a while, that its connection has broken. */
    private void breakOff(Call call, Grant grant) {
        long noticed = surroundings.clock().nanos() + Limits.BROKEN_CONNECTION.toNanos();
        surroundings.clock().at(noticed, () -> answer(call, grant, GrantOutcome.SPENT));
    }

    /** Starts the Worker anew, without sandboxes. */
    void beginAgain() {
        if (health == Health.DEAD) {
            health = Health.UP;
            draining = false;
            surroundings.note(machine.id() + " is there again");
            report();
        }
    }

    private void whenUp(Runnable task) {
        switch (health) {
            case UP -> task.run();
            case HUNG -> held.addLast(task);
            case DEAD -> {}
        }
    }

    private void later(long nanos, Runnable task) {
        int now = life;
        surroundings.clock().at(surroundings.clock().nanos() + nanos, () -> {
            if (life == now) {
                whenUp(task);
            }
        });
    }

    private void tell(ManagerEvent event) {
        surroundings
                .network()
                .send(MessageNetwork.Message.NOTE, () -> surroundings.manager().hear(event));
    }

    private void answer(Call call, Grant grant, GrantOutcome how) {
        answer(call, grant, how, SandboxUsage.NONE);
    }

    private void answer(Call call, Grant grant, GrantOutcome how, SandboxUsage usage) {
        surroundings
                .network()
                .send(MessageNetwork.Message.NOTE, () -> surroundings.frontend().ended(call, grant, how, usage));
    }
}
