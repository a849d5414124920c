package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.runtimes.RuntimeInstallation;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.Program;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.SandboxId;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker of this machine. */
public final class LocalWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(LocalWorker.class);

    /** Thousandths of a processor. */
    private static final int MILLIS = 1_000;

    private final WorkerConfiguration configuration;
    private final StemCells stemCells;
    private final ProcessStarter starter;
    private final FunctionCode code;
    private final WorkerMemory memory;
    private final LogSink logs;
    private final Time time;
    private final Freezer freezer;
    private final LoadMeter load;
    private final Map<SandboxId, HostedSandbox> sandboxes = new ConcurrentHashMap<>();
    private final SilentRuntimes silent = new SilentRuntimes();

    private final List<GoneListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** The latest epoch of a Worker Manager that this worker knows. Requests of earlier ones are refused. */
    private final AtomicLong latestEpoch = new AtomicLong(Long.MIN_VALUE);

    private final PersistentRemoval removals = new PersistentRemoval();

    /** A worker without sandboxes. */
    public LocalWorker(
            WorkerConfiguration configuration,
            SandboxParts parts,
            CodeSources sources,
            LogSink logs,
            Time time,
            Ids ids) {
        this.configuration = configuration;
        this.time = time;
        this.memory = new WorkerMemory(configuration);
        this.stemCells = StemCells.started(parts.driver(), configuration.stemCells(), memory, time, ids);
        this.starter = new ProcessStarter(parts, stemCells, time);
        TreeOwner owner = parts.driver().capabilities().treeOwner();
        this.code = new FunctionCode(configuration, sources, owner, ids);
        this.logs = logs;
        this.freezer = Freezer.started(configuration.freezeGrace(), time);
        this.load = new LoadMeter(parts.driver(), time);
    }

    @Override
    public WorkerView view() {
        return new WorkerView(
                configuration.id(),
                configuration.zone(),
                configuration.memory(),
                memory.assigned(stemCells.held()),
                sandboxes.size(),
                closed);
    }

    /** The memory that stem cells hold. By this, tests see that they have started; no view of a worker has it. */
    DataSize heldByStemCells() {
        return stemCells.held();
    }

    @Override
    public void prepare(FunctionVersion function) {
        switch (function.program()) {
            case Program.Packaged _ -> starter.prepare(function);
            case Program.Imaged _ -> requireImages();
        }
        code.take(function).close();
    }

    private void requireImages() {
        if (!starter.runsImages()) {
            throw new ServiceException(
                    ErrorCode.CODE_ARTIFACT_FAILED, "Sandboxes of this kind can't run container images.");
        }
    }

    @Override
    public void start(StartOrder order) {
        SandboxId id = order.sandbox();
        if (isOver(order.epoch())) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "Another worker manager has taken over.");
        }
        StartTimes times = new StartTimes(order.waits(), time);
        HostedSandbox resident = settle(order, times);
        if (sandboxes.putIfAbsent(id, resident) != null) {
            free(resident); // nothing of it runs yet
            throw new ServiceException(ErrorCode.SERVICE, "The worker already has the sandbox " + id + ".");
        }
        try {
            initialize(order, resident, times);
        } catch (RuntimeException | Error e) {
            stopAfter(e, id);
            throw e;
        }
        becomeIdle(resident);
    }

    private void initialize(StartOrder order, HostedSandbox resident, StartTimes times) {
        requireOpen();
        Duration limit = order.type().initLimit(order.function().timeout());
        boolean ready;
        try {
            ready = resident.sandbox().initialize(limit, times);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SERVICE, "The start of a sandbox was interrupted.", e);
        }
        if (!ready && order.type() == InitializationType.PROVISIONED_CONCURRENCY) {
            // no call waits for it, and a call would have to run init again: it is of no use
            throw new ServiceException(ErrorCode.RESOURCE_CONFLICT, Limits.INIT_FAILURE);
        }
    }

    /** Stops a sandbox whose start failed. A failure to do so is kept with the reason. */
    private void stopAfter(Throwable reason, SandboxId id) {
        try {
            stop(id);
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /** Takes memory and code for a sandbox. */
    private HostedSandbox settle(StartOrder order, StartTimes times) {
        FunctionVersion function = order.function();
        memory.take(function.memory(), stemCells::giveWay);
        try {
            ProgramFiles files = code.take(function);
            times.code(files.unpackedNow());
            try {
                return new HostedSandbox(
                        make(order.sandbox(), function, order.type(), files), order, files, time.nanos());
            } catch (RuntimeException e) {
                files.close();
                throw e;
            }
        } catch (RuntimeException e) {
            memory.giveBack(function.memory());
            throw e;
        }
    }

    /** Notes the epoch of a Worker Manager; true if there was a later one. */
    private boolean isOver(long epoch) {
        long latest = latestEpoch.get(); // usually the same, so that nothing is written
        return epoch < latest || (epoch > latest && latestEpoch.accumulateAndGet(epoch, Math::max) > epoch);
    }

    private RunningSandbox make(SandboxId id, FunctionVersion function, InitializationType type, ProgramFiles files) {
        String stream = Reports.streamName(time.now(), function.version(), id.value());
        SandboxLog log = new SandboxLog(
                logs.open(function.arn().account(), function.logGroup(), stream),
                ApplicationLevel.least(function.logging()),
                time);
        PlatformLog platform = new PlatformLog(log, function, type, time);
        switch (function.program()) {
            case Program.Packaged _ -> announce(function, platform);
            case Program.Imaged _ -> requireImages();
        }
        ProcessStarter.Occupant occupant = new ProcessStarter.Occupant(function, type, files, stream, log, platform);
        return new RunningSandbox(
                id, function, log, platform, new FunctionProcesses(starter, id, occupant, time), time);
    }

    /** Writes the version of the runtime to the log. Lambda knows none for an image. */
    private void announce(FunctionVersion function, PlatformLog log) {
        RuntimeInstallation runtime = starter.runtime(function);
        log.initStart(
                runtime.versionInLogs(),
                runtime.identifier().versionArn(function.arn().region()));
    }

    private void becomeIdle(HostedSandbox resident) {
        resident.idle();
        if (starter.canFreeze() && resident.sandbox().isReady()) {
            freezer.idle(resident.sandbox());
        }
    }

    @Override
    public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        HostedSandbox resident = sandboxes.get(grant.sandbox());
        if (resident == null || isOver(grant.epoch())) {
            throw new SandboxGoneException(grant.sandbox());
        }
        if (!resident.tryBegin(grant)) {
            throw new SandboxGoneException(grant.sandbox());
        }
        boolean reusable = false;
        boolean rests = false;
        try {
            Completion completion = run(resident, invocation, sink);
            if (completion.rest().isPresent()) {
                rests = true;
                return completion.beforeEnd(lives -> ended(resident, lives));
            }
            reusable = completion.reusable();
            return completion;
        } finally {
            if (!rests) {
                ended(resident, reusable);
            }
        }
    }

    private void ended(HostedSandbox resident, boolean reusable) {
        if (reusable) {
            becomeIdle(resident);
        } else {
            resident.spent();
        }
        resident.end();
    }

    private Completion run(HostedSandbox resident, Invocation invocation, ResponseSink sink)
            throws SandboxGoneException {
        Completion completion;
        try {
            completion = resident.sandbox().invoke(invocation, sink);
        } catch (SandboxGoneException e) {
            if (resident.sandbox().isSilent()) {
                silent.found(resident.key());
                silent.end(resident.key(), sandboxes.values(), this::gone);
            }
            throw e;
        }
        if (completion.reusable()
                && isSilent(resident)
                && completion.rest().isEmpty()
                && !resident.sandbox().asksForMore()) {
            return new Completion(
                    completion.functionError(), completion.logTail(), false, completion.usage(), completion.times());
        }
        return completion;
    }

    private boolean isSilent(HostedSandbox resident) {
        return !silent.isEmpty() && silent.contains(resident.key());
    }

    @Override
    public void stop(SandboxId id) {
        HostedSandbox resident = sandboxes.remove(id);
        if (resident == null) {
            return;
        }
        try {
            resident.sandbox().stop();
        } catch (RuntimeException e) {
            removals.begin(id, resident.sandbox()::stop, () -> free(resident));
            throw e;
        }
        free(resident);
    }

    /** Frees the memory and the files of a sandbox of which nothing is left. */
    private void free(HostedSandbox resident) {
        resident.files().close();
        memory.giveBack(resident.order().function().memory());
    }

    private void gone(SandboxId id) {
        try {
            stop(id);
        } catch (RuntimeException e) {
            LOG.error("sandbox {}, which ended, could not be removed", id, e);
        }
        listeners.forEach(listener -> listener.gone(id));
    }

    private void requireOpen() {
        if (closed) {
            throw new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "The worker is shutting down.");
        }
    }

    @Override
    public WorkerReport report(long epoch) {
        boolean _ = isOver(epoch);
        List<WorkerReport.SandboxReport> residents = sandboxes.values().stream()
                .map(resident -> resident.report(time.nanos()))
                .toList();
        return new WorkerReport(
                view(),
                Runtime.getRuntime().availableProcessors() * MILLIS,
                residents,
                load.read(),
                code.recentlyUsed());
    }

    @Override
    public void onSandboxGone(GoneListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
        removals.close();
        freezer.close();
        stemCells.close();
        List<Thread> stops = new ArrayList<>();
        for (SandboxId id : List.copyOf(sandboxes.keySet())) {
            stops.add(Thread.ofVirtual().name("stop of " + id).start(() -> stop(id)));
        }
        try {
            for (Thread stop : stops) {
                stop.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
