package dev.hearth.dataplane.worker;

import dev.hearth.dataplane.sandbox.Sandbox;
import dev.hearth.dataplane.sandbox.SandboxDriver;
import dev.hearth.dataplane.sandbox.SandboxException;
import dev.hearth.dataplane.sandbox.SandboxSpec;
import dev.hearth.dataplane.sandbox.Stem;
import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import dev.hearth.time.Timers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sandboxes in which a program waits for its function ("stem cells"). {@link StemDemand} decides how many there are.
 * This class makes and ends them, one after the other, on a thread of its own, a moment after the cold start that
 * showed the demand.
 *
 * <pre>
 * from      event                  to         notes
 * (none)    demand, room           STARTING   takes memory of the worker
 * STARTING  prepared               WAITING
 * STARTING  giveWay                (none)     its memory is given back at once; removed when it has started
 * STARTING  failed                 (none)     removed; none of its kind is started for a while
 * WAITING   take                   (none)     the sandbox is the caller's, its memory is given back
 * WAITING   printed, ended         (none)     found by take: removed; none of its kind is started for a while
 * WAITING   its program is another (none)     found by take: removed
 * WAITING   too many, giveWay      (none)     removed
 * any       close                  (none)     removed
 * </pre>
 */
final class StemCells implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StemCells.class);

    private final SandboxDriver driver;
    private final Room room;
    private final Time time;
    private final Ids ids;
    private final Timers timers;
    private final Executor background;
    private final AutoCloseable own;
    private final ReentrantLock lock = new ReentrantLock();
    private final StemDemand<Kind> demand;
    private final Map<Kind, Deque<Cell>> waiting = new HashMap<>();

    /** The next run of {@link #tend} that is planned. */
    private Optional<Planned> planned = Optional.empty();

    private Starting starting = Starting.NONE;
    private boolean closed;

    /**
     * Whether a stem cell is being started. One that is no longer wanted holds no memory, and is removed after its
     * start.
     */
    private enum Starting {
        NONE,
        WANTED,
        UNWANTED
    }

    /** The memory of the worker that stem cells use. */
    interface Room {
        /** Takes memory; false if there is not enough. */
        boolean take(DataSize memory);

        void giveBack(DataSize memory);
    }

    /**
     * The kind of a stem cell. Stem cells of the same kind can replace each other.
     *
     * @param program the interpreter's file on this machine
     */
    record Kind(Stem stem, Path program) {}

    /** A stem cell, and the state of the interpreter's file when it was started. */
    private record Cell(Sandbox sandbox, Optional<FileState> program) {}

    private record Planned(long whenNanos, Timers.Timer timer) {}

    /** The attributes of a file that change if it is replaced. */
    private record FileState(FileTime modified, long size) {
        static Optional<FileState> of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(new FileState(attributes.lastModifiedTime(), attributes.size()));
            } catch (IOException e) {
                return Optional.empty(); // the file is being replaced, or exists in memory only
            }
        }
    }

    /**
     * Without stem cells yet.
     *
     * @param limit the most stem cells; 0: none are made
     * @param background executes tasks that may block, one after the other
     */
    StemCells(SandboxDriver driver, int limit, Room room, Time time, Ids ids, Timers timers, Executor background) {
        this(driver, limit, room, new Surroundings(time, ids, timers, background, () -> {}));
    }

    private StemCells(SandboxDriver driver, int limit, Room room, Surroundings surroundings) {
        this.driver = driver;
        this.demand = new StemDemand<>(driver.capabilities().stems() ? limit : 0);
        this.room = room;
        this.time = surroundings.time;
        this.ids = surroundings.ids;
        this.timers = surroundings.timers;
        this.background = surroundings.background;
        this.own = surroundings.own;
    }

    private record Surroundings(Time time, Ids ids, Timers timers, Executor background, AutoCloseable own) {}

    /** With a timer and a thread of its own, which end when it is closed. */
    static StemCells started(SandboxDriver driver, int limit, Room room, Time time, Ids ids) {
        SystemTimers timers = new SystemTimers("stem-cells-timer", time);
        ExecutorService thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("stem-cells").factory());
        return new StemCells(driver, limit, room, new Surroundings(time, ids, timers, thread, () -> {
            timers.close();
            thread.close();
        }));
    }

    /**
     * Takes a stem cell of this kind for a function that is started now; empty if there is none. The sandbox belongs to
     * the caller from now on, and has a limit of {@code memory}.
     */
    Optional<Sandbox> take(Kind kind, DataSize memory) {
        Optional<FileState> program = FileState.of(kind.program());
        Optional<Sandbox> found = Optional.empty();
        List<Sandbox> useless = new ArrayList<>();
        lock.lock();
        try {
            demand.asked(kind, time.nanos());
            Deque<Cell> cells = waiting.getOrDefault(kind, new ArrayDeque<>());
            while (found.isEmpty() && !cells.isEmpty()) {
                Cell cell = cells.removeFirst();
                room.giveBack(Limits.STEM_MEMORY);
                if (!cell.program().equals(program)) {
                    useless.add(cell.sandbox());
                } else if (!cell.sandbox().isWaiting()) {
                    useless.add(cell.sandbox());
                    demand.refused(kind, time.nanos());
                    LOG.warn(
                            "a program that should wait for a function did not: {}",
                            kind.stem().command());
                } else {
                    found = Optional.of(cell.sandbox());
                }
            }
            plan(Limits.STEM_DELAY);
        } finally {
            lock.unlock();
        }
        remove(useless);
        return found.flatMap(sandbox -> limited(sandbox, memory));
    }

    private static Optional<Sandbox> limited(Sandbox sandbox, DataSize memory) {
        try {
            sandbox.limit(memory);
            return Optional.of(sandbox);
        } catch (SandboxException e) {
            LOG.warn("sandbox {}, in which a program waited, can't be used", sandbox.id(), e);
            sandbox.destroy();
            return Optional.empty();
        }
    }

    /** The memory that stem cells hold, including one that is being started. */
    DataSize held() {
        lock.lock();
        try {
            return new DataSize((count() + (starting == Starting.WANTED ? 1 : 0)) * Limits.STEM_MEMORY.bytes());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends stem cells until a sandbox has room.
     *
     * @return false if there was none
     */
    boolean giveWay(DataSize needed) {
        List<Sandbox> ended = new ArrayList<>();
        long given = 0;
        lock.lock();
        try {
            if (starting == Starting.WANTED) {
                starting = Starting.UNWANTED;
                room.giveBack(Limits.STEM_MEMORY);
                given += Limits.STEM_MEMORY.bytes();
            }
            for (Deque<Cell> cells : waiting.values()) {
                while (!cells.isEmpty() && given < needed.bytes()) {
                    ended.add(cells.removeLast().sandbox());
                    room.giveBack(Limits.STEM_MEMORY);
                    given += Limits.STEM_MEMORY.bytes();
                }
            }
        } finally {
            lock.unlock();
        }
        remove(ended);
        return given > 0;
    }

    /** Plans a run of {@link #tend} after this time, unless an earlier one is planned. The lock is held. */
    private void plan(Duration after) {
        long when = time.nanos() + after.toNanos();
        if (closed || (planned.isPresent() && planned.get().whenNanos() - when <= 0)) {
            return;
        }
        planned.ifPresent(later -> later.timer().cancel());
        planned = Optional.of(new Planned(when, timers.at(when, () -> inBackground(this::tend))));
    }

    private void inBackground(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: nothing waits any more");
        }
    }

    /** Starts and ends stem cells until their numbers are as {@link StemDemand} wants them. */
    private void tend() {
        lock.lock();
        try {
            planned = Optional.empty();
        } finally {
            lock.unlock();
        }
        Optional<StemDemand.Step<Kind>> step = next();
        while (step.isPresent() && does(step.get())) {
            step = next();
        }
        lock.lock();
        try {
            waiting.values().removeIf(Deque::isEmpty);
            if (!waiting.isEmpty()) {
                plan(Limits.STEM_REVIEW);
            }
        } finally {
            lock.unlock();
        }
    }

    private Optional<StemDemand.Step<Kind>> next() {
        lock.lock();
        try {
            if (closed) {
                return Optional.empty();
            }
            Map<Kind, Integer> counts = new HashMap<>();
            waiting.forEach((kind, cells) -> counts.put(kind, cells.size()));
            return demand.next(counts, time.nanos());
        } finally {
            lock.unlock();
        }
    }

    /** False if there is no room. */
    private boolean does(StemDemand.Step<Kind> step) {
        return switch (step) {
            case StemDemand.Step.Add<Kind>(Kind kind) -> add(kind);
            case StemDemand.Step.Remove<Kind>(Kind kind) -> {
                end(kind);
                yield true;
            }
        };
    }

    private boolean add(Kind kind) {
        if (!begin()) {
            return false;
        }
        Optional<Cell> started = Optional.empty();
        try {
            started = Optional.of(start(kind));
        } catch (RuntimeException e) {
            LOG.warn(
                    "no program could be started that waits for functions: {}",
                    kind.stem().command(),
                    e);
        }
        keep(kind, started).ifPresent(unwanted -> destroy(unwanted.sandbox()));
        return true;
    }

    private Cell start(Kind kind) {
        Optional<FileState> program = FileState.of(kind.program());
        SandboxSpec spec = new SandboxSpec(new SandboxId(ids.hex(32)), Limits.STEM_MEMORY, Limits.STEM_SCRATCH);
        Sandbox sandbox = driver.create(spec);
        try {
            sandbox.prepare(kind.stem());
            return new Cell(sandbox, program);
        } catch (RuntimeException e) {
            sandbox.destroy();
            throw e;
        }
    }

    /** False if there is no room. */
    private boolean begin() {
        lock.lock();
        try {
            if (closed || !room.take(Limits.STEM_MEMORY)) {
                return false;
            }
            starting = Starting.WANTED;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a stem cell that has started; returns it if it is no longer wanted. */
    private Optional<Cell> keep(Kind kind, Optional<Cell> started) {
        lock.lock();
        try {
            boolean wanted = starting == Starting.WANTED;
            starting = Starting.NONE;
            if (started.isEmpty()) {
                demand.refused(kind, time.nanos());
            }
            if (wanted && started.isPresent()) {
                waiting.computeIfAbsent(kind, _ -> new ArrayDeque<>()).addLast(started.get());
                return Optional.empty();
            }
            if (wanted) {
                room.giveBack(Limits.STEM_MEMORY);
            }
            return started;
        } finally {
            lock.unlock();
        }
    }

    private void end(Kind kind) {
        List<Sandbox> ended = new ArrayList<>();
        lock.lock();
        try {
            Deque<Cell> cells = waiting.getOrDefault(kind, new ArrayDeque<>());
            if (!cells.isEmpty()) {
                ended.add(cells.removeLast().sandbox());
                room.giveBack(Limits.STEM_MEMORY);
            }
        } finally {
            lock.unlock();
        }
        ended.forEach(StemCells::destroy);
    }

    private void remove(List<Sandbox> sandboxes) {
        if (!sandboxes.isEmpty()) {
            inBackground(() -> sandboxes.forEach(StemCells::destroy));
        }
    }

    private static void destroy(Sandbox sandbox) {
        try {
            sandbox.destroy();
        } catch (RuntimeException e) {
            LOG.error("sandbox {}, in which a program waited, could not be removed", sandbox.id(), e);
        }
    }

    private int count() {
        return waiting.values().stream().mapToInt(Deque::size).sum();
    }

    /** Ends all stem cells, and starts no more. A second call has no effect. */
    @Override
    public void close() {
        List<Sandbox> left = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            if (starting == Starting.WANTED) {
                starting = Starting.UNWANTED;
                room.giveBack(Limits.STEM_MEMORY);
            }
            waiting.values()
                    .forEach(cells -> cells.forEach(cell -> {
                        left.add(cell.sandbox());
                        room.giveBack(Limits.STEM_MEMORY);
                    }));
            waiting.clear();
        } finally {
            lock.unlock();
        }
        left.forEach(StemCells::destroy);
        try {
            own.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing timers and a thread does not fail", e);
        }
    }
}
