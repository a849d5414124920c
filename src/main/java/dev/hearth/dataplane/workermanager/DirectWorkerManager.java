package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the decisions of a {@link ManagerMachine} by direct calls of the Workers. It decides nothing itself.
 *
 * <p>A caller passes its event to the machine on its own thread, and executes the resulting actions, so that no thread
 * is shared by all calls. A request that finds no sandbox blocks until another thread has its answer. Slow calls of
 * Workers run on threads of their own.
 */
public final class DirectWorkerManager implements WorkerManager, Membership {
    private static final Logger LOG = LoggerFactory.getLogger(DirectWorkerManager.class);

    /** The number of no request, for callers that wait for no answer. */
    private static final long NOBODY = -1;

    private final ManagerMachine machine;
    private final Map<WorkerId, Worker> workers = new ConcurrentHashMap<>();
    private final long epoch;
    private final Time time;
    private final Timers timers;
    private final Quiescence quiescence;
    private final BackgroundTasks tasks;
    private final Refusals refusals = new Refusals();

    /** The Workers that have not answered the last request for a report. */
    private final Set<WorkerId> asked = ConcurrentHashMap.newKeySet();

    /** The Workers that did not answer the last request for a report. */
    private final Set<WorkerId> silentWorkers = ConcurrentHashMap.newKeySet();

    /** The answers by request: those that a caller waits for, and those that came before the caller waited. */
    private final Map<Long, CompletableFuture<ManagerAction.Answer>> answers = new ConcurrentHashMap<>();

    /**
     * Adopts the sandboxes that Workers run already.
     *
     * @param epoch the epoch of the machine
     */
    public DirectWorkerManager(
            Collection<? extends Worker> workers, ManagerMachine machine, long epoch, Time time, Timers timers) {
        this.machine = machine;
        this.epoch = epoch;
        this.time = time;
        this.timers = timers;
        this.quiescence = new Quiescence(time, timers);
        this.tasks = new BackgroundTasks(quiescence::changed);
        for (Worker worker : workers) {
            WorkerReport report = worker.report(epoch);
            joined(report.view().id(), worker, report);
        }
    }

    @Override
    public void join(WorkerId id, Worker worker) {
        joined(id, worker, worker.report(epoch));
    }

    private void joined(WorkerId id, Worker worker, WorkerReport report) {
        Worker before = workers.put(id, worker);
        if (!worker.equals(before)) {
            worker.onSandboxGone(sandbox -> tell(new ManagerEvent.SandboxGone(id, sandbox)));
        }
        if (before != null) {
            tell(new ManagerEvent.WorkerSilent(id)); // it may be another process by now
        }
        silentWorkers.remove(id);
        tell(new ManagerEvent.WorkerReported(report));
    }

    @Override
    public void drain(WorkerId id) {
        tell(new ManagerEvent.WorkerDraining(id));
    }

    @Override
    public void ask(WorkerId id) {
        tasks.run("look at " + id, () -> look(id));
    }

    @Override
    public void leave(WorkerId id, Worker worker) {
        if (workers.remove(id, worker)) {
            tell(new ManagerEvent.WorkerSilent(id));
        }
    }

    @Override
    public Grant grant(FunctionVersion function, Optional<String> tenant, InvocationKind kind) {
        long ask = Thread.currentThread().threadId(); // a thread waits for one answer at a time
        List<ManagerAction> actions = machine.on(new ManagerEvent.Asked(ask, function, tenant, kind), time.nanos());
        ManagerAction.Answer answer = perform(actions, ask);
        if (answer == null) {
            answer = await(ask, function.sandboxKey(tenant));
        }
        return switch (answer) {
            case ManagerAction.Give(long _, Grant grant) -> grant;
            case ManagerAction.Refuse(long _, ServiceException reason) -> throw counted(reason);
        };
    }

    private ServiceException counted(ServiceException refusal) {
        if (refusal.code() == ErrorCode.TOO_MANY_REQUESTS) {
            refusals.count(refusal, time.nanos()).ifPresent(LOG::warn);
        }
        return refusal;
    }

    private ManagerAction.Answer await(long ask, SandboxKey key) {
        CompletableFuture<ManagerAction.Answer> answer =
                answers.computeIfAbsent(ask, first -> new CompletableFuture<>());
        try {
            return answer.get();
        } catch (InterruptedException e) {
            tell(new ManagerEvent.GaveUp(ask, key)); // the machine answers this, if no answer is under way
            if (answer.join() instanceof ManagerAction.Give(long _, Grant unused)) {
                end(unused, GrantOutcome.REUSABLE);
            }
            Thread.currentThread().interrupt();
            return new ManagerAction.Refuse(ask, Refusals.gaveUp());
        } catch (ExecutionException e) {
            throw new IllegalStateException("an answer never fails", e);
        } finally {
            answers.remove(ask);
        }
    }

    @Override
    public void end(Grant grant, GrantOutcome how, SandboxUsage usage) {
        tell(new ManagerEvent.Ended(grant, how, usage));
    }

    private void tell(ManagerEvent event) {
        ManagerAction.Answer nobodys = perform(machine.on(event, time.nanos()), NOBODY);
        if (nobodys != null) {
            throw new IllegalStateException("an answer for nobody: " + nobodys);
        }
        quiescence.changed();
    }

    /** Executes actions. Returns the answer to the request of this thread, if it is among them. */
    private ManagerAction.@Nullable Answer perform(List<ManagerAction> actions, long own) {
        ManagerAction.Answer found = null;
        for (int i = 0; i < actions.size(); i++) { // without an iterator, because every call executes this
            switch (actions.get(i)) {
                case ManagerAction.Answer answer -> {
                    if (answer.ask() == own) {
                        found = answer;
                    } else {
                        answers.computeIfAbsent(answer.ask(), first -> new CompletableFuture<>())
                                .complete(answer);
                    }
                }
                case ManagerAction.Start(WorkerId worker, StartOrder order) ->
                    tasks.run("start of " + order.function().arn(), () -> start(worker, order));
                case ManagerAction.Stop(WorkerId worker, SandboxId sandbox) ->
                    tasks.run("stop of " + sandbox, () -> stop(worker, sandbox));
                case ManagerAction.Look(WorkerId worker) -> tasks.run("look at " + worker, () -> look(worker));
                case ManagerAction.WakeAt(int part, long nanos) ->
                    timers.at(nanos, () -> tell(new ManagerEvent.TimeCame(part)));
            }
        }
        return found;
    }

    private Worker worker(WorkerId id) {
        Worker worker = workers.get(id);
        if (worker == null) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The worker " + id + " has left.");
        }
        return worker;
    }

    private void start(WorkerId worker, StartOrder order) {
        ManagerEvent outcome;
        try {
            worker(worker).start(order);
            outcome = new ManagerEvent.Started(worker, order.sandbox());
        } catch (ServiceException e) {
            if (e.code().category() == ErrorCategory.PLATFORM) {
                LOG.warn(
                        "a sandbox of {} could not be started: {}",
                        order.function().arn(),
                        e.getMessage());
            }
            outcome = new ManagerEvent.StartFailed(worker, order.sandbox(), e);
        } catch (RuntimeException e) {
            LOG.error("a sandbox of {} could not be started", order.function().arn(), e);
            ServiceException reason = new ServiceException(ErrorCode.SERVICE, "The sandbox could not be started.", e);
            outcome = new ManagerEvent.StartFailed(worker, order.sandbox(), reason);
        }
        tell(outcome);
    }

    /**
     * Stops a sandbox. A failure is not answered: the machine asks the Worker for a report after a while, and stops the
     * sandbox again.
     */
    private void stop(WorkerId worker, SandboxId sandbox) {
        try {
            worker(worker).stop(sandbox);
        } catch (ServiceException e) {
            LOG.warn("sandbox {} could not be stopped: {}", sandbox, e.getMessage());
            return;
        }
        tell(new ManagerEvent.Stopped(worker, sandbox));
    }

    /** Asks a Worker for a report, unless the last request is not answered yet. */
    private void look(WorkerId id) {
        if (!asked.add(id)) {
            return;
        }
        ManagerEvent outcome;
        try {
            outcome = new ManagerEvent.WorkerReported(worker(id).report(epoch));
            silentWorkers.remove(id);
        } catch (ServiceException e) {
            if (workers.containsKey(id) && silentWorkers.add(id)) {
                LOG.warn("worker {} does not say what it runs: {}", id, e.getMessage());
            }
            outcome = new ManagerEvent.WorkerSilent(id);
        } catch (RuntimeException e) {
            LOG.error("worker {} does not say what it runs", id, e);
            outcome = new ManagerEvent.WorkerSilent(id);
        } finally {
            asked.remove(id);
        }
        tell(outcome);
    }

    @Override
    public List<SandboxKey> keysOf(FunctionArn function) {
        return machine.keysOf(function);
    }

    @Override
    public void retire(SandboxKey key) {
        tell(new ManagerEvent.Retired(key));
    }

    @Override
    public void provision(FunctionVersion version, int sandboxes) {
        tell(new ManagerEvent.FloorSet(version, sandboxes));
    }

    @Override
    public ProvisionedSandboxes provisioned(SandboxKey version) {
        return machine.provisioned(version);
    }

    @Override
    public int size() {
        return machine.size();
    }

    @Override
    public void drain(Duration limit) {
        tell(new ManagerEvent.Draining());
        boolean _ = quiescence.await(() -> machine.requests() == 0, limit);
        tell(new ManagerEvent.Closed());
        if (!quiescence.await(() -> machine.size() == 0 && tasks.areDone(), Limits.CLOSE)) {
            LOG.warn("some sandboxes could not be stopped within {}", Limits.CLOSE);
        }
    }

    @Override
    public void close() {
        drain(Duration.ZERO);
    }
}
