package dev.hearth.dataplane.placement;

import dev.hearth.model.WorkerId;
import java.util.Comparator;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The workers of one zone that take new sandboxes, in three orders: by free room, by the room that they would have with
 * every idle sandbox evicted, and by the least value of their idle sandboxes. Equals are in the order of their ids.
 *
 * <p>A worker is moved in an order only when what it is ordered by has changed. Each move and each search takes time
 * logarithmic in the number of workers.
 */
final class Zone {
    private static final Comparator<WorkerEntry> BY_FREE =
            (one, other) -> ordered(Integer.compare(one.orderedFreeMb, other.orderedFreeMb), one, other);
    private static final Comparator<WorkerEntry> BY_REACH =
            (one, other) -> ordered(Integer.compare(one.orderedReachMb, other.orderedReachMb), one, other);
    private static final Comparator<WorkerEntry> BY_VALUE =
            (one, other) -> ordered(Double.compare(one.orderedValue, other.orderedValue), one, other);

    final String name;
    final int number;
    private final NavigableSet<WorkerEntry> byFree = new TreeSet<>(BY_FREE);
    private final NavigableSet<WorkerEntry> byReach = new TreeSet<>(BY_REACH);
    private final NavigableSet<WorkerEntry> byValue = new TreeSet<>(BY_VALUE);

    /** Comes before every worker of the same room: for searches. */
    private final WorkerEntry probe;

    /** How many workers have joined in it and not left. */
    int workers;

    Zone(String name, int number) {
        this.name = name;
        this.number = number;
        this.probe = new WorkerEntry(new WorkerId(""), this, 0, 0);
    }

    private static int ordered(int comparison, WorkerEntry one, WorkerEntry other) {
        return comparison != 0 ? comparison : one.id.value().compareTo(other.id.value());
    }

    /** Puts a worker where it belongs after it has changed; nowhere if it takes no sandboxes. */
    void update(WorkerEntry worker) {
        boolean wanted = worker.takesSandboxes();
        boolean stays = wanted && worker.ordered;
        boolean freeStays = stays && worker.orderedFreeMb == worker.freeMb();
        boolean reachStays = stays && worker.orderedReachMb == worker.reachMb();
        boolean valueStays = stays && worker.orderedValue == worker.leastValue();
        if (worker.ordered) {
            remove(byFree, worker, freeStays);
            remove(byReach, worker, reachStays);
            remove(byValue, worker, valueStays);
        }
        worker.ordered = wanted;
        worker.orderedFreeMb = worker.freeMb();
        worker.orderedReachMb = worker.reachMb();
        worker.orderedValue = worker.leastValue();
        if (wanted) {
            add(byFree, worker, freeStays);
            add(byReach, worker, reachStays);
            add(byValue, worker, valueStays);
        }
    }

    private static void remove(NavigableSet<WorkerEntry> order, WorkerEntry worker, boolean stays) {
        if (!stays) {
            order.remove(worker);
        }
    }

    private static void add(NavigableSet<WorkerEntry> order, WorkerEntry worker, boolean stays) {
        if (!stays) {
            order.add(worker);
        }
    }

    /** Those with so much free room, the one with least of it first. */
    Iterator<WorkerEntry> withRoom(int neededMb) {
        probe.orderedFreeMb = neededMb;
        return byFree.tailSet(probe).iterator();
    }

    /** All, the one with most free room first. */
    Iterator<WorkerEntry> roomiest() {
        return byFree.descendingIterator();
    }

    /** Those that have so much room once their idle sandboxes are evicted, the one with least of it first. */
    Iterator<WorkerEntry> withinReach(int neededMb) {
        probe.orderedReachMb = neededMb;
        return byReach.tailSet(probe).iterator();
    }

    /** All, the one whose cheapest idle sandbox is worth least first, those without idle ones last. */
    Iterator<WorkerEntry> cheapest() {
        return byValue.iterator();
    }

    /** The least value of all idle sandboxes in it; infinite if there is none. */
    double leastValue() {
        return byValue.isEmpty() ? Double.POSITIVE_INFINITY : byValue.first().orderedValue;
    }
}
