package dev.hearth.dataplane.simulation.load;

import dev.hearth.dataplane.simulation.load.BurstyArrivals.Groups;
import dev.hearth.dataplane.simulation.load.FunctionProfile.Identity;
import dev.hearth.dataplane.simulation.load.FunctionProfile.Schedule;
import dev.hearth.dataplane.simulation.load.SpikeArrivals.Spikes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A load of a few functions with all kinds of arrivals, called often for some minutes, so that many events coincide.
 */
public final class SmallLoad {
    private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int MOST_FUNCTIONS = 8;
    private static final int ACCOUNTS = 2;
    private static final int[] MEMORY_MB = {128, 256, 512, 1_024};

    private SmallLoad() {}

    /** The load of this seed. */
    public static Load of(long seed) {
        SeededRandom random = new SeededRandom(seed);
        Duration span = Duration.ofSeconds(random.between(60, 600));
        int count = 1 + random.below(MOST_FUNCTIONS);
        List<FunctionProfile> functions = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            functions.add(function(number, span.toNanos(), random.stream(number)));
        }
        return new Load("small", functions, span);
    }

    private static FunctionProfile function(int number, long end, SeededRandom own) {
        SimulatedRuntime language = SimulatedRuntime.draw(own);
        int limitMb = MEMORY_MB[own.below(MEMORY_MB.length)];
        int usedMb = 1 + own.below(limitMb);
        Trigger trigger = own.chance(0.3) ? Trigger.QUEUE : Trigger.HTTP;
        double runMillis = StrictMath.pow(10, 4 * own.fraction()); // up to ten seconds
        return new FunctionProfile(
                new Identity(Accounts.number(own.below(ACCOUNTS)), "function-" + number, trigger, language),
                new Footprint(limitMb, usedMb, 1 + own.below(50), own.fraction()),
                Quantiles.logNormal(runMillis, 1),
                language.init(own),
                schedule(end, own));
    }

    private static Schedule schedule(long end, SeededRandom own) {
        double gapNanos = SECOND_NANOS * StrictMath.pow(10, 2 * own.fraction() - 0.5);
        Groups groups = new Groups(1 + 20 * own.fraction(), gapNanos / 20);
        Spikes spikes = new Spikes(1 + own.below(60), (long) SECOND_NANOS, (long) (60 * SECOND_NANOS));
        return switch (own.below(4)) {
            case 0 -> arrivals -> new PoissonArrivals(gapNanos, Rhythm.NONE, end, arrivals);
            case 1 -> arrivals -> new BurstyArrivals(gapNanos, groups, Rhythm.NONE, end, arrivals);
            case 2 -> arrivals -> new PeriodicArrivals(0, (long) gapNanos, 0, end, arrivals);
            default -> arrivals -> new SpikeArrivals(spikes, end, arrivals);
        };
    }
}
