package dev.hearth.dataplane.placement;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How ill a worker suits a demand, in points: the lower the better. The sum of these, whose weights are the constants
 * here:
 *
 * <pre>
 * zone        100  for the first sandbox of the function that its zone has more than the zone with the fewest, where
 *                  that has none; less the more every zone has
 * processors   30  for being fully loaded, and 400 for each further full load above four fifths
 * memory       50  for being empty: fuller workers are filled first, so that others stay free for what is large
 * code         40  for having none of the code
 * function     25  for each sandbox of the function that is there
 * account       2  for each sandbox of the account that is there beyond its share, at most 40
 * </pre>
 *
 * <p>From code and function it follows that a function has up to two sandboxes on a worker before another one has to
 * unpack its code. Load of one function, and less so of one account, rises together: mixed with others it is evened
 * out. An account's share of a worker is its share of the fleet, so that a fleet of one account loses nothing.
 */
final class Score {
    private static final double ZONE = 100;
    private static final double PROCESSORS = 30;
    private static final double OVERLOAD = 400;
    private static final double OVERLOADED_FROM = 0.8;
    private static final double MEMORY = 50;
    private static final double CODE = 40;
    private static final double FUNCTION = 25;
    private static final double ACCOUNT = 2;
    private static final double ACCOUNT_AT_MOST = 40;

    private final Demand demand;
    private final int neededMb;
    private final @Nullable FunctionEntry function;
    private final @Nullable AccountEntry account;
    private final double accountShare;
    private final List<CodeEntry> code;
    private final int fewestInZone;

    Score(FleetView fleet, Demand demand) {
        this.demand = demand;
        this.neededMb = FleetView.roundedUp(demand.expectedMemory());
        this.function = fleet.function(demand.function());
        this.account = fleet.account(demand.function());
        this.accountShare = account == null ? 0 : (double) account.sandboxes / fleet.sandboxes();
        this.code = new ArrayList<>(demand.code().size());
        for (String digest : demand.code()) {
            CodeEntry part = fleet.code(digest);
            if (part != null) {
                code.add(part);
            }
        }
        int fewest = Integer.MAX_VALUE;
        for (Zone zone : fleet.zones()) {
            fewest = Math.min(fewest, inZone(zone));
        }
        this.fewestInZone = fewest;
    }

    /** The code that some worker has. */
    List<CodeEntry> code() {
        return code;
    }

    int inZone(Zone zone) {
        return function == null ? 0 : function.inZone(zone);
    }

    double points(WorkerEntry worker) {
        return zone(worker) + processors(worker) + memory(worker) + code(worker) + function(worker) + account(worker);
    }

    private double zone(WorkerEntry worker) {
        return switch (demand.zones()) {
            case EVEN -> ZONE * (inZone(worker.zone) - fewestInZone) / (1 + fewestInZone);
            case ANY -> 0;
        };
    }

    private double processors(WorkerEntry worker) {
        double load = (double) (worker.loadMillis() + demand.expectedCpuMillis()) / Math.max(1, worker.cpuMillis);
        return PROCESSORS * load + OVERLOAD * Math.max(0, load - OVERLOADED_FROM);
    }

    private double memory(WorkerEntry worker) {
        return MEMORY * Math.max(0, worker.freeMb() - neededMb) / Math.max(1, worker.memoryMb);
    }

    private double code(WorkerEntry worker) {
        int wanted = demand.code().size();
        int there = 0;
        for (CodeEntry part : code) {
            if (worker.code.count(part.number) > 0) {
                there++;
            }
        }
        return wanted == 0 ? 0 : CODE * (wanted - there) / wanted;
    }

    private double function(WorkerEntry worker) {
        return function == null ? 0 : FUNCTION * worker.functions.count(function.number);
    }

    private double account(WorkerEntry worker) {
        if (account == null) {
            return 0;
        }
        double beyondShare = worker.accounts.count(account.number)
                - accountShare * worker.sandboxes().size();
        return Math.clamp(ACCOUNT * beyondShare, 0, ACCOUNT_AT_MOST);
    }
}
