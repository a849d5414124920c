package dev.hearth.dataplane.workermanager;

import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings sandboxes into being, each on a thread of its own.
 *
 * <pre>
 * from     event                          to       notes
 * SEEKING  room taken on a worker         TURN     {@link Fleet}; the longest idle sandbox of all makes way if need be
 * SEEKING  no room for too long           FAILED
 * TURN     its turn has come              RUNNING  {@link StartTurns}
 * SEEKING, not needed any more            DONE     another sandbox became free first; room and turn go back
 *   TURN
 * RUNNING  the worker has started one     DONE     {@link Pools#started}
 * RUNNING  the platform failed            SEEKING  once more; then FAILED
 * RUNNING  failed otherwise               FAILED   the pool is told; a provisioned one is asked for again later
 * </pre>
 */
final class Starts {
    private static final Logger LOG = LoggerFactory.getLogger(Starts.class);

    private final Fleet fleet;
    private final Pools pools;
    private final StartTurns turns;
    private final Tasks tasks;
    private final Time time;
    private final Duration roomLimit;
    private final Consumer<SandboxKey> missing;

    /**
     * None yet.
     *
     * @param missing told of the key of a sandbox that could not be started
     */
    Starts(
            Fleet fleet,
            Pools pools,
            Tasks tasks,
            Time time,
            WorkerManagerConfiguration configuration,
            Consumer<SandboxKey> missing) {
        this.fleet = fleet;
        this.pools = pools;
        this.turns = new StartTurns(configuration.startsAtOnce(), Limits.START_TURN, time);
        this.tasks = tasks;
        this.time = time;
        this.roomLimit = configuration.roomLimit();
        this.missing = missing;
    }

    /** Makes one sandbox for a pool, or tells it that there will be none; returns at once. */
    void begin(Start start) {
        tasks.run("start of " + start.function().arn(), () -> run(start));
    }

    private void run(Start start) {
        try {
            tryStart(start);
        } catch (ServiceException e) {
            fail(start, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            fail(start, new ServiceException(ErrorCode.SERVICE, "The start of a sandbox was interrupted."));
        } catch (RuntimeException e) {
            LOG.error("a sandbox of {} could not be started", start.function().arn(), e);
            fail(start, new ServiceException(ErrorCode.SERVICE, "The sandbox could not be started.", e));
        } finally {
            pools.removeIfEmpty(start.key(), start.pool());
        }
    }

    private void fail(Start start, ServiceException reason) {
        start.failed(reason);
        missing.accept(start.key());
    }

    /** Returns when a sandbox was made, or none is needed any more. */
    private void tryStart(Start start) throws InterruptedException {
        FunctionVersion function = start.function();
        int attempt = 1;
        while (true) {
            Optional<WorkerId> worker = findRoom(start);
            if (worker.isEmpty()) {
                return;
            }
            try {
                startOn(worker.get(), start);
                return;
            } catch (ServiceException e) {
                if (e.code().category() != ErrorCategory.PLATFORM || attempt == Limits.START_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("attempt {} to start a sandbox of {} failed: {}", attempt, function.arn(), e.getMessage());
                attempt++;
            }
        }
    }

    /** Starts a sandbox, if it is still needed, in room that is taken already. */
    private void startOn(WorkerId worker, Start start) throws InterruptedException {
        FunctionVersion function = start.function();
        boolean made = false;
        StartTurns.Turn turn = null;
        try {
            turn = turns.take();
            if (start.isUnneeded()) {
                return;
            }
            SandboxId id = fleet.worker(worker).start(function, start.tenant(), start.type());
            made = true;
            pools.started(start, new Member(id, start.key(), worker, function.memory(), start.type()));
        } finally {
            if (turn != null) {
                turn.end();
            }
            if (!made) {
                fleet.giveBack(worker, function.memory());
            }
        }
    }

    /**
     * Takes room on a worker; idle sandboxes of any function make way, the longest idle first. Empty if the sandbox is
     * not needed any more.
     */
    private Optional<WorkerId> findRoom(Start start) throws InterruptedException {
        DataSize demand = start.function().memory();
        if (!fleet.couldEverHold(demand)) {
            throw noRoom(demand);
        }
        long end = time.nanos() + roomLimit.toNanos();
        fleet.beginSeeking();
        try {
            while (true) {
                if (start.isUnneeded()) {
                    return Optional.empty();
                }
                long seen = fleet.changes();
                Optional<WorkerId> worker = fleet.take(demand);
                if (worker.isPresent()) {
                    return worker;
                }
                if (!pools.stopLongestIdle() && !fleet.awaitChange(seen, end - time.nanos())) {
                    throw noRoom(demand);
                }
            }
        } finally {
            fleet.endSeeking();
        }
    }

    private static ServiceException noRoom(DataSize demand) {
        return Refusals.full(
                "No worker has " + demand.toMebibytesCeiling() + " MB of memory left for another sandbox.");
    }
}
