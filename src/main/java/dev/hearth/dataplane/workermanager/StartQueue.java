package dev.hearth.dataplane.workermanager;

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
 * The starts that have no place yet: who is next, and where. Its table is that of {@link Start}. Guarded by the lock of
 * the {@link Fleet}.
 *
 * <p>They begin in the order in which they were wanted, so many at once. One that finds no room lets others pass that
 * need less, and is tried again when room may have appeared; it makes idle sandboxes go if {@link Placement} says so.
 * Before that is asked, every shard tells which of its sandboxes are idle: the view does not hear of it otherwise.
 */
final class StartQueue {
    private final FleetView view;
    private final Placement placement;
    private final long roomNanos;
    private final Turns<Start> turns;
    private final TreeMap<Long, Start> waiting = new TreeMap<>();

    /** Those that are confirmed, and wait until the shards have told of their idle sandboxes. */
    private List<Start> undecided = new ArrayList<>();

    /** How many of those that wait have found no room. */
    private int seekers;

    private long numbers;

    StartQueue(FleetView view, Placement placement, WorkerManagerConfiguration configuration) {
        this.view = view;
        this.placement = placement;
        this.roomNanos = configuration.roomLimit().toNanos();
        this.turns = new Turns<>(configuration.startsAtOnce(), Limits.START_TURN);
    }

    /** Whether anybody wants to hear of sandboxes that become idle. */
    boolean seeks() {
        return seekers > 0 || !undecided.isEmpty();
    }

    void add(Start start, long now, Outbox out) {
        if (view.couldEverHold(start.demand())) {
            start.number = numbers++;
            waiting.put(start.number, start);
            goOn(now, out);
        } else {
            fail(start, noRoom(start), out);
        }
    }

    /** It is tried once more, in its old place. */
    void addAgain(Start start) {
        start.roomUntil = OptionalLong.empty();
        waiting.put(start.number, start);
    }

    /** Asks the pools of those that may begin now whether they are needed. */
    void goOn(long now, Outbox out) {
        long smallestFailed = Long.MAX_VALUE;
        Iterator<Start> inOrder = waiting.values().iterator();
        while (inOrder.hasNext() && turns.areFreeAt(now)) {
            Start start = inOrder.next();
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
            turns.begin(start, now);
            out.send(new Message.Confirm(start));
        }
    }

    /** Where a start that is needed begins; empty if it does not, or not yet. */
    Optional<Plan> decide(Start start, long now, Outbox out) {
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

    private void seek(Start start, long now, Outbox out) {
        turns.end(start);
        if (start.roomUntil.isEmpty()) {
            start.roomUntil = OptionalLong.of(now + roomNanos);
        }
        if (start.roomUntil.getAsLong() - now <= 0) {
            fail(start, noRoom(start), out);
        } else {
            waiting.put(start.number, start);
            seekers++;
        }
    }

    /** Those that are to be decided, now that the shards have told of their idle sandboxes. */
    List<Start> takeUndecided() {
        List<Start> taken = undecided;
        undecided = new ArrayList<>();
        return taken;
    }

    /** It is not needed, or has started, or failed. */
    void turnEnded(Start start) {
        turns.end(start);
    }

    /** Whether room is sought for it until then. */
    boolean isSoughtUntil(Start start, long nanos) {
        return waiting.get(start.number) == start
                && start.roomUntil.isPresent()
                && start.roomUntil.getAsLong() == nanos;
    }

    /** Room was sought for too long. */
    void giveUp(Start start, Outbox out) {
        waiting.remove(start.number);
        seekers--;
        fail(start, noRoom(start), out);
    }

    /** When it goes on though nothing else happens, if a start waits for a turn. */
    OptionalLong nextTurn() {
        return waiting.isEmpty() || turns.areFree() ? OptionalLong.empty() : turns.nextEnd();
    }

    void close(ServiceException reason, Outbox out) {
        waiting.values().forEach(start -> fail(start, reason, out));
        waiting.clear();
        seekers = 0;
        takeUndecided().forEach(start -> fail(start, reason, out));
    }

    private static void fail(Start start, ServiceException reason, Outbox out) {
        out.send(new Message.Failed(start, reason));
    }

    private static ServiceException noRoom(Start start) {
        return Refusals.noRoom(start.function().memory());
    }
}
