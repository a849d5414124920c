package dev.hearth.dataplane.worker;

import dev.hearth.base.artifact.ArtifactStore;
import dev.hearth.base.artifact.TreeOwner;
import dev.hearth.base.image.ImageLibrary;
import dev.hearth.base.linux.Boot;
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
import dev.hearth.model.SandboxKey;
import dev.hearth.neighbours.logs.LogSink;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
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
    private final CodeCache code;
    private final ImageLibrary images;
    private final CodeCache imageTrees;
    private final LogSink logs;
    private final Time time;
    private final Freezer freezer;
    private final LoadMeter load;
    private final Map<SandboxId, HostedSandbox> sandboxes = new ConcurrentHashMap<>();
    private final SilentRuntimes silent = new SilentRuntimes();
    private final ReentrantLock endingSilent = new ReentrantLock();

    /** The limits of sandboxes, those with a program that waits for its function among them. */
    private final AtomicLong assignedBytes = new AtomicLong();

    private final List<GoneListener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** The latest life of a worker manager that was heard of: those before are over. */
    private final AtomicLong latestEpoch = new AtomicLong(Long.MIN_VALUE);

    private final CountDownLatch closing = new CountDownLatch(1);

    /** A sandbox and what it holds of this machine. */
    private static final class HostedSandbox {
        private final RunningSandbox sandbox;
        private final StartOrder order;
        private final ProgramFiles files;
        private volatile WorkerReport.State state = WorkerReport.State.STARTING;
        private final long ordered;

        /** Whether an invocation runs in it. */
        private final AtomicBoolean inUse = new AtomicBoolean();

        private volatile @Nullable Grant grant;

        HostedSandbox(RunningSandbox sandbox, StartOrder order, ProgramFiles files, long ordered) {
            this.sandbox = sandbox;
            this.order = order;
            this.files = files;
            this.ordered = ordered;
        }

        SandboxKey key() {
            return order.key();
        }

        WorkerReport.SandboxReport report(long now) {
            return new WorkerReport.SandboxReport(
                    order, state, Optional.ofNullable(grant), Duration.ofNanos(now - ordered), sandbox.usage());
        }
    }

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
        this.stemCells = StemCells.started(parts.driver(), configuration.stemCells(), new StemRoom(), time, ids);
        this.starter = new ProcessStarter(parts, stemCells, time);
        ArtifactStore artifacts = sources.artifacts();
        TreeOwner owner = parts.driver().capabilities().treeOwner();
        this.code =
                new CodeCache(artifacts, configuration.codeFolder(), configuration.codeLimit(), ids, owner, Boot.id());
        this.images = sources.images();
        // what is unpacked of images is on disk before it has its name, and so outlasts a power failure
        this.imageTrees = new CodeCache(artifacts, images.trees(), Limits.IMAGES, ids, owner, images.form());
        this.logs = logs;
        this.freezer = Freezer.started(configuration.freezeGrace(), time);
        this.load = new LoadMeter(parts.driver(), time);
    }

    @Override
    public WorkerView view() {
        // those with a program that waits make way for others, and so are none that anybody has to reckon with
        return new WorkerView(
                configuration.id(),
                configuration.zone(),
                configuration.memory(),
                new DataSize(Math.max(0, assignedBytes.get() - stemCells.held().bytes())),
                sandboxes.size(),
                closed);
    }

    /** What sandboxes hold in which a program waits for its function. */
    DataSize heldByStemCells() {
        return stemCells.held();
    }

    @Override
    public void prepare(FunctionVersion function) {
        switch (function.program()) {
            case Program.Packaged _ -> starter.prepare(function);
            case Program.Imaged _ -> requireImages();
        }
        files(function).close();
    }

    private ProgramFiles files(FunctionVersion function) {
        return switch (function.program()) {
            case Program.Packaged packaged -> PackageFiles.take(code, packaged);
            case Program.Imaged imaged -> ImageFiles.take(imageTrees, images, function, imaged);
        };
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
        sandboxes.put(id, resident);
        boolean started = false;
        try {
            requireOpen();
            Duration limit = order.type().initLimit(order.function().timeout());
            boolean ready = resident.sandbox.initialize(limit, times);
            if (!ready && order.type() == InitializationType.PROVISIONED_CONCURRENCY) {
                // nobody waits for it, and it would run init again within a call: then it may as well be started for
                // one
                throw new ServiceException(ErrorCode.RESOURCE_CONFLICT, Limits.INIT_FAILURE);
            }
            started = true;
            becomeIdle(resident);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServiceException(ErrorCode.SERVICE, "The start of a sandbox was interrupted.", e);
        } finally {
            if (!started) {
                stop(id);
            }
        }
    }

    /** Takes what a sandbox needs of this machine. */
    private HostedSandbox settle(StartOrder order, StartTimes times) {
        FunctionVersion function = order.function();
        takeMemory(order);
        try {
            ProgramFiles files = files(function);
            times.code(files.unpackedNow());
            try {
                return new HostedSandbox(
                        make(order.sandbox(), function, order.type(), files), order, files, time.nanos());
            } catch (RuntimeException e) {
                files.close();
                throw e;
            }
        } catch (RuntimeException e) {
            giveMemoryBack(order);
            throw e;
        }
    }

    /** Hears of a life of the worker manager; true if a later one has been heard of. */
    private boolean isOver(long epoch) {
        long latest = latestEpoch.get(); // mostly the same: then nothing is written
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

    /** Writes which runtime it is; of an image Lambda knows none. */
    private void announce(FunctionVersion function, PlatformLog log) {
        RuntimeInstallation runtime = starter.runtime(function);
        log.initStart(
                runtime.versionInLogs(),
                runtime.identifier().versionArn(function.arn().region()));
    }

    private void becomeIdle(HostedSandbox resident) {
        resident.state = WorkerReport.State.IDLE;
        if (starter.canFreeze() && resident.sandbox.isReady()) {
            freezer.idle(resident.sandbox);
        }
    }

    @Override
    public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) throws SandboxGoneException {
        HostedSandbox resident = sandboxes.get(grant.sandbox());
        if (resident == null || isOver(grant.epoch())) {
            throw new SandboxGoneException(grant.sandbox());
        }
        if (!resident.inUse.compareAndSet(false, true)) {
            // a call whose caller gave up came late, after the sandbox had been granted again: one of the two gets it
            throw new SandboxGoneException(grant.sandbox());
        }
        boolean reusable = false;
        boolean rests = false;
        try {
            resident.grant = grant;
            resident.state = WorkerReport.State.BUSY;
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
            resident.state = WorkerReport.State.SPENT;
        }
        resident.inUse.set(false);
    }

    private Completion run(HostedSandbox resident, Invocation invocation, ResponseSink sink)
            throws SandboxGoneException {
        Completion completion;
        try {
            completion = resident.sandbox.invoke(invocation, sink);
        } catch (SandboxGoneException e) {
            if (resident.sandbox.isSilent()) {
                silent.found(resident.key());
                endSilent(resident.key());
            }
            throw e;
        }
        if (completion.reusable()
                && isSilent(resident)
                && completion.rest().isEmpty()
                && !resident.sandbox.asksForMore()) {
            return new Completion(
                    completion.functionError(), completion.logTail(), false, completion.usage(), completion.times());
        }
        return completion;
    }

    private boolean isSilent(HostedSandbox resident) {
        return !silent.isEmpty() && silent.contains(resident.key());
    }

    /**
     * Ends those that are idle without having asked for more in their time: each would cost a call as much as the one
     * in which this was found. When this returns the Worker Manager gives none of them any more, whoever ended them.
     */
    private void endSilent(SandboxKey key) {
        endingSilent.lock();
        try {
            for (HostedSandbox resident : sandboxes.values()) {
                if (resident.key().equals(key) && resident.sandbox.endIfSilent()) {
                    gone(resident.order.sandbox());
                }
            }
        } finally {
            endingSilent.unlock();
        }
    }

    @Override
    public void stop(SandboxId id) {
        HostedSandbox resident = sandboxes.remove(id);
        if (resident == null) {
            return;
        }
        try {
            resident.sandbox.stop();
        } catch (RuntimeException e) {
            Thread.ofVirtual().name("removal of " + id).start(() -> removeLater(resident));
            throw e;
        }
        free(resident);
    }

    /** Tells that nothing is left of a sandbox: its room is free. */
    private void free(HostedSandbox resident) {
        resident.files.close();
        giveMemoryBack(resident.order);
    }

    /** Tries again until a sandbox is removed. What it takes of this machine is counted as long as it is there. */
    private void removeLater(HostedSandbox resident) {
        SandboxId id = resident.order.sandbox();
        Duration pause = Limits.REMOVAL_PAUSE;
        try {
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    resident.sandbox.stop();
                    LOG.info("sandbox {} is removed at last", id);
                    break;
                } catch (RuntimeException e) {
                    LOG.warn("sandbox {} can still not be removed", id, e);
                    pause = Collections.min(List.of(pause.multipliedBy(2), Limits.REMOVAL_PAUSE_MOST));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free(resident); // also when the driver closes, which removes all
        }
    }

    private void gone(SandboxId id) {
        try {
            stop(id);
        } catch (RuntimeException e) {
            LOG.error("sandbox {}, which ended, could not be removed", id, e);
        }
        listeners.forEach(listener -> listener.gone(id));
    }

    private void takeMemory(StartOrder order) {
        DataSize memory = order.function().memory();
        boolean taken = tryTakeMemory(memory);
        while (!taken && stemCells.giveWay(memory)) {
            taken = tryTakeMemory(memory);
        }
        if (taken) {
            return;
        }
        throw new ServiceException(
                ErrorCode.SERVICE_UNAVAILABLE,
                "Worker " + configuration.id() + " has no memory left for a sandbox of "
                        + order.function().memory().toMebibytesCeiling() + " MB.");
    }

    private boolean tryTakeMemory(DataSize memory) {
        long bytes = memory.bytes();
        double most = configuration.memory().bytes() * configuration.memoryOvercommit();
        long now = assignedBytes.get();
        while (now + bytes <= most) {
            if (assignedBytes.compareAndSet(now, now + bytes)) {
                return true;
            }
            now = assignedBytes.get();
        }
        return false;
    }

    /** Programs that wait for a function take their memory from that of the functions. */
    private final class StemRoom implements StemCells.Room {
        @Override
        public boolean take(DataSize memory) {
            return tryTakeMemory(memory);
        }

        @Override
        public void giveBack(DataSize memory) {
            assignedBytes.addAndGet(-memory.bytes());
        }
    }

    private void giveMemoryBack(StartOrder order) {
        assignedBytes.addAndGet(-order.function().memory().bytes());
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
                view(), Runtime.getRuntime().availableProcessors() * MILLIS, residents, load.read(), storedCode());
    }

    private List<String> storedCode() {
        return Stream.of(code, imageTrees)
                .flatMap(cache -> cache.recentlyUsed(Limits.REPORTED_CODE).stream())
                .toList();
    }

    @Override
    public void onSandboxGone(GoneListener listener) {
        listeners.add(listener);
    }

    @Override
    public void close() {
        closed = true;
        closing.countDown();
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
