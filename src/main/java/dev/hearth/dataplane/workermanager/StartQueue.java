package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.FleetView;
import dev.hearth.dataplane.placement.Placement;
import dev.hearth.dataplane.placement.Plan;
import dev.hearth.error.ServiceException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The queue of the starts that have no Worker yet. Its table is that of {@link PendingStart}. Guarded by the lock of
 * the {@link Fleet}.
 *
 * <p>Starts begin in the order in which they were wanted, a limited number at the same time. Smaller starts may
 * overtake a start that finds no room. Only a few starts for asynchronous requests run at the same time, so that they
 * leave processors to synchronous calls. It is tried again when room may be free. If {@link Placement} plans evictions,
 * idle sandboxes are evicted. Before such a plan, every shard reports its idle sandboxes, because the view is not
 * updated at every call.
 */
final class StartQueue {
    private final FleetView view;
    private final Placement placement;
    private final long roomNanos;
    private final WorkerManagerConfiguration.Floor floor;
    private final StartTurns<PendingStart> turns;

    /** Of these, the turns of starts for asynchronous requests. */
    private final StartTurns<PendingStart> asynchronousTurns;

    private final TreeMap<Long, PendingStart> waiting = new TreeMap<>();

    /** Confirmed starts that wait until the shards have reported their idle sandboxes. */
    private List<PendingStart> undecided = new ArrayList<>();

    /** The number of waiting starts that have found no room. */
    private int seekers;

    private long numbers;

    StartQueue(FleetView view, Placement placement, WorkerManagerConfiguration configuration) {
        this.view = view;
        this.placement = placement;
        this.roomNanos = configuration.roomLimit().toNanos();
        this.floor = configuration.floor();
        this.turns = new StartTurns<>(configuration.startsAtOnce(), Limits.START_TURN);
        this.asynchronousTurns =
                new StartTurns<>(configuration.asynchronousStartsAtOnce(), Limits.ASYNCHRONOUS_START_TURN);
    }

    /** Whether the shards are to report sandboxes that become idle. */
    boolean seeks() {
        return seekers > 0 || !undecided.isEmpty();
    }

    void add(PendingStart start, long now, Outbox out) {
        if (view.couldEverHold(start.demand()) || !view.hasWorkers()) {
            start.number = numbers++;
            start.wantedNanos = now;
            waiting.put(start.number, start);
            goOn(now, out);
        } else {
            fail(start, Refusals.neverRoom(start.demand().expectedMemory()), out);
        }
    }

    /** Queues a start again, in its old place. */
    void addAgain(PendingStart start) {
        start.roomUntil = OptionalLong.empty();
        waiting.put(start.number, start);
    }

    /** Asks the pools of the starts that may begin now whether the starts are still needed. */
    void goOn(long now, Outbox out) {
        long smallestFailed = Long.MAX_VALUE;
        asynchronousTurns.expire(now);
        Iterator<PendingStart> inOrder = waiting.values().iterator();
        while (inOrder.hasNext() && turns.areFreeAt(now)) {
            PendingStart start = inOrder.next();
            if (isAsynchronous(start) && !asynchronousTurns.areFree()) {
                continue;
            }
            if (start.roomUntil.isPresent()) {
                long bytes = start.demand().expectedMemory().bytes();
                if (bytes >= smallestFailed) {
                    continue;
                }
                if (placement.plan(view, start.demand()).isEmpty()) {
                    smallestFailed = bytes;
                    continue;
                }
                seekers--;
            }
            inOrder.remove();
            beginTurn(start, now);
            out.send(new Message.Confirm(start));
        }
    }

    /** Plans a confirmed start; empty if it is not placed, or not yet. */
    Optional<Plan> decide(PendingStart start, long now, Outbox out) {
        Optional<Plan> plan = placement.plan(view, start.demand());
        boolean certain = plan.isPresent() && plan.get().evictions().isEmpty();
        if (!certain && !out.collected) {
            undecided.add(start);
            out.collect();
            return Optional.empty();
        }
        if (plan.isEmpty()) {
            seek(start, now, out);
        }
        return plan;
    }

    private void seek(PendingStart start, long now, Outbox out) {
        turnEnded(start);
        if (start.roomUntil.isEmpty()) {
            start.roomUntil = OptionalLong.of(now + roomNanos);
        }
        if (start.roomUntil.getAsLong() - now <= 0) {
            out.send(new Message.NoRoom(start, noRoom(start)));
        } else {
            waiting.put(start.number, start);
            seekers++;
        }
    }

    /** A start that has found no room in its time has more of it. */
    void seekAgain(PendingStart start, long untilNanos) {
        start.roomUntil = OptionalLong.of(untilNanos);
        waiting.put(start.number, start);
        seekers++;
    }

    /** Takes the starts to be planned, now that the shards have reported their idle sandboxes. */
    List<PendingStart> takeUndecided() {
        List<PendingStart> taken = undecided;
        undecided = new ArrayList<>();
        return taken;
    }

    /** A start is not needed, has started, or has failed: its turn ends. */
    void turnEnded(PendingStart start) {
        turns.end(start);
        asynchronousTurns.end(start);
    }

    private static boolean isAsynchronous(PendingStart start) {
        return start.kind() == InvocationKind.ASYNCHRONOUS;
    }

    private void beginTurn(PendingStart start, long now) {
        start.turnNanos = now;
        turns.begin(start, now);
        if (isAsynchronous(start)) {
            asynchronousTurns.begin(start, now);
        }
    }

    /** Whether the start seeks room until this time. */
    boolean isSoughtUntil(PendingStart start, long nanos) {
        return waiting.get(start.number) == start
                && start.roomUntil.isPresent()
                && start.roomUntil.getAsLong() == nanos;
    }

    /** The start has sought room for too long. */
    void giveUp(PendingStart start, Outbox out) {
        waiting.remove(start.number);
        seekers--;
        out.send(new Message.NoRoom(start, noRoom(start)));
    }

    /** When the next turn becomes free without another event, if a start waits for one. */
    OptionalLong nextTurn() {
        if (waiting.isEmpty()) {
            return OptionalLong.empty();
        }
        if (!turns.areFree()) {
            return turns.nextEnd();
        }
        return asynchronousTurns.areFree() ? OptionalLong.empty() : asynchronousTurns.nextEnd();
    }

    void close(ServiceException reason, Outbox out) {
        waiting.values().forEach(start -> fail(start, reason, out));
        waiting.clear();
        seekers = 0;
        takeUndecided().forEach(start -> fail(start, reason, out));
    }

    private static void fail(PendingStart start, ServiceException reason, Outbox out) {
        out.send(new Message.Failed(start, reason));
    }

    private ServiceException noRoom(PendingStart start) {
        return view.hasWorkers()
                ? Refusals.noRoom(start.demand().expectedMemory(), roomNanos, floor)
                : Refusals.noWorker(roomNanos);
    }
}
