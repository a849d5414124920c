package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.Counter;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.workermanager.ManagerAction;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The invariants of every simulated world. Each event checks what it touches; {@link #audit} checks everything.
 *
 * <ul>
 * <li>A sandbox runs one invocation at a time: it is not granted twice, and its Worker gets no second invocation for
 * it.
 * <li>A sandbox serves one revision of one function, for one tenant, as long as it exists.
 * <li>Each request for a sandbox is answered once.
 * <li>A draining Worker gets no new sandbox; a silent Worker gets neither a new sandbox nor an invocation.
 * <li>No sandbox starts on a Worker that has not answered for {@link Limits#SILENCE_FOUND}.
 * <li>No sandbox that the Worker Manager does not know stays idle or starts on a Worker for longer than {@link
 * Limits#ORPHAN_FOUND}.
 * <li>The memory limits of a Worker's sandboxes add up to at most its memory times the overcommit.
 * <li>No account has more running calls than its limit; there are as many permits as running calls.
 * <li>Every call ends within the limits of its waits.
 * <li>At the end no sandbox, grant, permit or reserved room is left ({@link #checkNothingIsLeft}).
 * </ul>
 */
final class Invariants {
    private static final long NOBODY = 0;

    private final long seed;
    private final Surroundings surroundings;
    private final Journal journal;
    private final Counter counter;
    private final Concurrency concurrency;
    private final boolean thorough;

    /** The granted sandboxes whose grant has not ended, as far as the Worker Manager can know. */
    private final Map<SandboxId, Grant> granted = new HashMap<>();

    /** The Workers that are draining or silent according to the last message that the Worker Manager got about them. */
    private final Set<WorkerId> draining = new HashSet<>();

    private final Set<WorkerId> silent = new HashSet<>();

    /** The sandboxes on Workers that the Worker Manager does not know, each with the time since when. */
    private Map<SandboxId, Long> unknown = new HashMap<>();

    /** The unanswered requests to the present Worker Manager. */
    private final Set<Long> asked = new HashSet<>();

    /** The latest of them. It is kept apart because it is usually answered before the next request. */
    private long lastAsked = NOBODY;

    private int live;

    /** The Counter, and the limits that it must keep. */
    record Counts(Counter counter, Concurrency concurrency) {}

    /**
     * @param thorough whether the Counter's numbers are compared at every call, not only in audits, and a sandbox that
     *     is granted twice is found at the second grant, not only by its Worker
     */
    Invariants(long seed, boolean thorough, Surroundings surroundings, Journal journal, Counts counts) {
        this.seed = seed;
        this.surroundings = surroundings;
        this.journal = journal;
        this.counter = counts.counter();
        this.concurrency = counts.concurrency();
        this.thorough = thorough;
    }

    BrokenInvariantException broken(String what) {
        return new BrokenInvariantException(seed, what, journal.lines());
    }

    /** Reports that the product's code threw an exception that it must never throw. */
    BrokenInvariantException failed(RuntimeException failure) {
        return new BrokenInvariantException(seed, "it failed with " + failure, journal.lines(), failure);
    }

    private long now() {
        return surroundings.clock().nanos();
    }

    /** Checks an event before the Worker Manager gets it. */
    void heard(ManagerEvent event) {
        journal.add(now(), event);
        switch (event) {
            case ManagerEvent.Asked(var ask, var _, var _, var _) -> asked(ask);
            case ManagerEvent.Ended(var grant, var _, var _) -> release(grant);
            case ManagerEvent.SandboxGone(var _, var sandbox) -> granted.remove(sandbox);
            case ManagerEvent.Stopped(var _, var sandbox) -> granted.remove(sandbox);
            case ManagerEvent.WorkerReported(var report) -> {
                WorkerId worker = report.view().id();
                silent.remove(worker);
                if (report.view().draining()) {
                    draining.add(worker);
                } else {
                    draining.remove(worker);
                }
                report.sandboxes().forEach(this::reported);
            }
            case ManagerEvent.WorkerDraining(var worker) -> draining.add(worker);
            case ManagerEvent.WorkerSilent(var worker) -> silent.add(worker);
            case ManagerEvent.GaveUp _ -> {} // the manager still answers it
            case ManagerEvent.Started _, ManagerEvent.StartFailed _, ManagerEvent.FloorSet _ -> {}
            case ManagerEvent.Retired _, ManagerEvent.Draining _, ManagerEvent.Closed _, ManagerEvent.TimeCame _ -> {}
        }
    }

    private void reported(WorkerReport.SandboxReport resident) {
        if (resident.state() == WorkerReport.State.IDLE) {
            resident.grant().ifPresent(this::release); // the Worker reports that this grant was the last and has ended
        }
    }

    private void release(Grant grant) {
        if (!thorough) {
            return;
        }
        Grant known = granted.get(grant.sandbox());
        if (known != null && known.id() == grant.id() && known.epoch() == grant.epoch()) {
            granted.remove(grant.sandbox());
        }
    }

    /** Checks an action of the Worker Manager. */
    void said(ManagerAction action) {
        journal.add(now(), action);
        switch (action) {
            case ManagerAction.Give(var ask, var grant) -> {
                answered(ask);
                if (silent.contains(grant.worker())) {
                    throw broken(Journal.grant(grant) + " is given, though its Worker is silent");
                }
                Grant known = thorough ? granted.put(grant.sandbox(), grant) : null;
                if (known != null && known.epoch() == grant.epoch() && known.untilNanos() > now()) {
                    throw broken(Journal.sandbox(grant.sandbox()) + " is given while " + Journal.grant(known)
                            + " has not ended");
                }
                if (grant.untilNanos() <= now()) {
                    throw broken(Journal.grant(grant) + " is over already when it is given");
                }
            }
            case ManagerAction.Refuse(var ask, var _) -> answered(ask);
            case ManagerAction.Start(var worker, var order) -> {
                if (silent.contains(worker) || draining.contains(worker)) {
                    throw broken(Journal.sandbox(order.sandbox()) + " is to start on " + worker + ", which "
                            + (silent.contains(worker) ? "is silent" : "drains"));
                }
                Duration down = surroundings.fleet().of(worker).down();
                if (down.compareTo(Limits.SILENCE_FOUND) > 0) {
                    throw broken(Journal.sandbox(order.sandbox()) + " is to start on " + worker
                            + ", which has not answered for " + down);
                }
            }
            case ManagerAction.Stop _, ManagerAction.Look _, ManagerAction.WakeAt _ -> {}
        }
    }

    private void asked(long ask) {
        if (lastAsked != NOBODY) {
            asked.add(lastAsked);
        }
        lastAsked = ask;
    }

    private void answered(long ask) {
        if (ask == lastAsked) {
            lastAsked = NOBODY;
        } else if (!asked.remove(ask)) {
            throw broken("ask " + ask + " is answered, but nobody waits for that");
        }
    }

    /** A new Worker Manager starts: the requests to the last one stay unanswered. */
    void managerBegan() {
        asked.clear();
        lastAsked = NOBODY;
        silent.clear();
        draining.clear();
        unknown.clear();
    }

    /** Checks a Worker that has reserved room for a sandbox that was ordered. */
    void ordered(SimulatedWorker worker) {
        if (surroundings.rates().isNone()
                && worker.limitMb()
                        > worker.machine().memory().toMebibytes()
                                * worker.machine().memoryOvercommit()) {
            throw broken(worker.machine().id() + " has " + worker.machine().memory() + ", and is to have sandboxes of "
                    + worker.limitMb() + " MB");
        }
    }

    /** Checks an invocation before its Worker runs it. */
    void invoked(SimulatedSandbox sandbox, Grant grant, Call call) {
        if (sandbox.call != null) {
            throw broken(Journal.sandbox(sandbox.id()) + " runs " + sandbox.call + " and gets " + call + " with "
                    + Journal.grant(grant));
        }
        SandboxKey key = call.version.sandboxKey(call.tenant);
        if (!sandbox.order.key().equals(key)) {
            throw broken(
                    Journal.sandbox(sandbox.id()) + " serves " + sandbox.order.key() + " and gets a call of " + key);
        }
    }

    /** A call got a permit of the Counter. */
    void began(Call call) {
        live++;
        SimulatedFunction function = call.function;
        SimulatedAccount account = function.account();
        account.running++;
        function.running++;
        if (account.running > concurrency.accountLimit()) {
            throw broken(account.running + " calls of account " + account.id + " run, more than its limit of "
                    + concurrency.accountLimit());
        }
        if (function.running > concurrency.most(function)) {
            throw broken(function.running + " calls of " + call.version.arn().name() + " run, and "
                    + concurrency.most(function) + " are reserved for it");
        }
        if (thorough) {
            checkPermits(account);
        }
    }

    /** A call with a permit has ended. */
    void ended(Call call) {
        live--;
        call.function.running--;
        call.function.account().running--;
        if (thorough) {
            checkPermits(call.function.account());
        }
    }

    /** Checks the whole world. */
    void audit(SimulatedFrontend frontend) {
        if (frontend.unfinishedCount() != live) {
            throw broken(live + " calls are under way, the Frontend knows " + frontend.unfinishedCount());
        }
        for (Call call : frontend.unfinished()) {
            long limit = Limits.PATIENCE.multipliedBy(Limits.INVOKE_ATTEMPTS).toNanos()
                    + Limits.INVOKE_ATTEMPTS * call.version.timeout().toNanos()
                    + Limits.CALL_MARGIN.toNanos();
            if (now() - call.dueNanos > limit) {
                throw broken(call + ", due at " + call.dueNanos / 1e9 + " s, has not ended: it "
                        + (call.grant == null ? "waits" : "has " + Journal.grant(call.grant)));
            }
        }
        surroundings.functions().accounts().forEach(this::checkPermits);
        int requests = surroundings.manager().machine().requests();
        if (surroundings.rates().isNone() && requests != live) {
            throw broken(live + " calls are under way, the Worker Manager counts " + requests + " requests");
        }
        surroundings.fleet().all().forEach(this::checkSums);
        checkOrphans();
    }

    /** Checks for sandboxes that the Worker Manager does not know. */
    void checkOrphans() {
        Map<SandboxId, Long> found = new HashMap<>();
        for (SimulatedWorker worker : surroundings.fleet().all()) {
            for (SimulatedSandbox sandbox : worker.sandboxes()) {
                boolean mayStay = worker.health() != SimulatedWorker.Health.UP
                        || sandbox.state == WorkerReport.State.BUSY
                        || surroundings.manager().machine().knows(sandbox.id());
                if (mayStay) {
                    continue;
                }
                long since = unknown.getOrDefault(sandbox.id(), now());
                if (now() - since > Limits.ORPHAN_FOUND.toNanos()) {
                    throw broken(Journal.sandbox(sandbox.id()) + " is on "
                            + worker.machine().id() + ", and the Worker Manager has not known it since " + since / 1e9
                            + " s");
                }
                found.put(sandbox.id(), since);
            }
        }
        unknown = found;
    }

    private void checkPermits(SimulatedAccount account) {
        int permits = counter.running(account.id);
        if (permits != account.running) {
            throw broken(account.running + " calls of account " + account.id + " are under way, and " + permits
                    + " permits out");
        }
    }

    private void checkSums(SimulatedWorker worker) {
        long used = 0;
        int busy = 0;
        for (SimulatedSandbox sandbox : worker.sandboxes()) {
            used += sandbox.function.profile().footprint().usedMb();
            busy += sandbox.state == WorkerReport.State.BUSY ? 1 : 0;
        }
        if (used != worker.usedMb() || (busy == 0 && StrictMath.abs(worker.busyProcessors()) > 1e-6)) {
            throw broken(worker.machine().id() + " counts " + worker.usedMb() + " MB and " + worker.busyProcessors()
                    + " processors for sandboxes with " + used + " MB, of which " + busy + " are busy");
        }
    }

    /** Checks that nothing is left after all calls have ended and all functions were deleted. */
    void checkNothingIsLeft(SimulatedFrontend frontend) {
        audit(frontend);
        if (live != 0) {
            throw broken(live + " calls have not ended, first "
                    + frontend.unfinished().iterator().next());
        }
        for (SimulatedWorker worker : surroundings.fleet().all()) {
            if (!worker.sandboxes().isEmpty()) {
                throw broken(worker.sandboxes().size() + " sandboxes are left on "
                        + worker.machine().id() + " that nobody wants, first "
                        + Journal.sandbox(worker.sandboxes().iterator().next().id()));
            }
        }
        int known = surroundings.manager().machine().size();
        if (known != 0) {
            throw broken("the Worker Manager knows of " + known + " sandboxes, and no Worker has any");
        }
        int requests = surroundings.manager().machine().requests();
        if (requests != 0) {
            throw broken("the Worker Manager counts " + requests + " requests, and nobody asks");
        }
        int unanswered = asked.size() + (lastAsked == NOBODY ? 0 : 1);
        if (unanswered > 0 && surroundings.rates().isNone()) {
            throw broken(unanswered + " requests for a sandbox were never answered");
        }
    }
}
