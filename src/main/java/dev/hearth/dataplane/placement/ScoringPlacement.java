package dev.hearth.dataplane.placement;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Examines a few promising workers, however many there are, and takes the one with the best {@link Score}.
 *
 * <p>If a worker has room: in each zone the workers with the least room that is enough (for density), some with the
 * most (they are rarely overloaded), and some that have the code.
 *
 * <p>Otherwise: workers where evictions make room. In each zone those whose idle sandboxes have the least value, and
 * those that could make just enough room or the most. The plan with the least loss is preferred; of plans that lose
 * hardly more, the worker with the best score is taken. Hardly more is an eighth of the cost of the same room at the
 * mean value of idle sandboxes: a large fleet always has many sandboxes of nearly no value, and the least loss alone
 * would put all sandboxes of a function in one place.
 *
 * <p>If any worker has room, or evictions can make room, a plan is found: the searches are exact, and only the choice
 * among their results is bounded.
 */
public final class ScoringPlacement implements Placement {
    private static final double HARDLY_MORE = 1.0 / 8;

    @Override
    public Optional<Plan> plan(FleetView fleet, Demand demand) {
        Score score = new Score(fleet, demand);
        int neededMb = FleetView.roundedUp(demand.expectedMemory());
        List<Zone> zones = fleet.zones();
        if (zones.size() > 1) {
            zones = new ArrayList<>(zones);
            zones.sort(Comparator.comparingInt(score::inZone)); // stable: ties stay in the order of names
        }
        WorkerEntry free = withRoom(zones, score, neededMb);
        return free != null ? Optional.of(new Plan(free.id, List.of())) : withEvictions(fleet, zones, score, neededMb);
    }

    /** The best worker so far. */
    private static final class Best {
        private final Score score;
        private final int neededMb;
        private @Nullable WorkerEntry worker;
        private double points = Double.POSITIVE_INFINITY;

        Best(Score score, int neededMb) {
            this.score = score;
            this.neededMb = neededMb;
        }

        void consider(WorkerEntry other) {
            if (other.takesSandboxes() && other.freeMb() >= neededMb) {
                double its = score.points(other);
                if (worker == null || its < points || (its == points && before(other, worker))) {
                    worker = other;
                    points = its;
                }
            }
        }
    }

    private static boolean before(WorkerEntry one, WorkerEntry other) {
        return one.id.value().compareTo(other.id.value()) < 0;
    }

    private static @Nullable WorkerEntry withRoom(List<Zone> zones, Score score, int neededMb) {
        Best best = new Best(score, neededMb);
        int looked = Math.min(zones.size(), Limits.ZONES_EXAMINED);
        int tight = Math.max(1, Limits.TIGHT_EXAMINED / Math.max(1, looked));
        int roomy = Math.max(1, Limits.ROOMY_EXAMINED / Math.max(1, looked));
        for (int i = 0; i < zones.size() && (i < looked || best.worker == null); i++) {
            consider(best, zones.get(i).withRoom(neededMb), tight);
            consider(best, zones.get(i).roomiest(), roomy);
        }
        if (best.worker != null) {
            for (CodeEntry part : score.code()) {
                consider(best, part.known().iterator(), Limits.HOLDERS_EXAMINED);
            }
        }
        return best.worker;
    }

    private static void consider(Best best, Iterator<WorkerEntry> workers, int atMost) {
        for (int i = 0; i < atMost && workers.hasNext(); i++) {
            best.consider(workers.next());
        }
    }

    private static Optional<Plan> withEvictions(FleetView fleet, List<Zone> zones, Score score, int neededMb) {
        double leastValue = fleet.leastValue();
        List<Evictions> found = new ArrayList<>();
        int looked = Math.min(zones.size(), Limits.ZONES_EXAMINED);
        int each = Math.max(1, Limits.EVICTING_EXAMINED / Math.max(1, looked));
        for (int i = 0; i < zones.size() && (i < looked || found.isEmpty()); i++) {
            Zone zone = zones.get(i);
            consider(found, zone.cheapest(), each, neededMb, leastValue);
            consider(found, zone.withinReach(neededMb), each, neededMb, leastValue);
        }
        double least = Double.POSITIVE_INFINITY;
        for (Evictions evictions : found) {
            least = Math.min(least, evictions.loss());
        }
        double bearable = least + HARDLY_MORE * neededMb * Math.max(0, fleet.meanValue() - leastValue);
        return found.stream()
                .filter(evictions -> evictions.loss() <= bearable)
                .min(Comparator.<Evictions>comparingDouble(evictions -> score.points(evictions.worker()))
                        .thenComparingDouble(Evictions::loss)
                        .thenComparing(evictions -> evictions.worker().id.value()))
                .map(Evictions::plan);
    }

    private static void consider(
            List<Evictions> found, Iterator<WorkerEntry> workers, int atMost, int neededMb, double leastValue) {
        for (int i = 0; i < atMost && workers.hasNext(); i++) {
            Evictions.choose(workers.next(), neededMb, leastValue).ifPresent(found::add);
        }
    }
}
