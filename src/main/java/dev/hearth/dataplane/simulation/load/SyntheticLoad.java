package dev.hearth.dataplane.simulation.load;

import dev.hearth.dataplane.simulation.load.BurstyArrivals.Groups;
import dev.hearth.dataplane.simulation.load.FunctionProfile.Identity;
import dev.hearth.dataplane.simulation.load.FunctionProfile.Schedule;
import dev.hearth.dataplane.simulation.load.SpikeArrivals.Spikes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A synthetic load that is drawn from a seed.
 *
 * <p>The shape {@code azure} takes these properties from "Serverless in the Wild" (Shahrad and others, ATC'20), which
 * describes the published traces: the rates (figure 5: 45 % of applications are called at most once an hour, 81 % at
 * most once a minute; eight orders of magnitude in all), the triggers (figure 3), the shares of periodic and of bursty
 * calls (figure 6), the run times (figure 7: lognormal, half of the functions below a second) and the memory (figure 8:
 * a Burr distribution). The few functions that are called most often are rarer than there, so that a day of 10,000
 * functions has some 40 million calls instead of 180 million.
 */
public final class SyntheticLoad {
    private static final double DAY_NANOS = Duration.ofDays(1).toNanos();
    private static final double SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    private static final double MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /** The distribution of rates: the base 10 logarithm of calls in a day, for the shares of functions below. */
    private static final double[] AZURE_RATE = {-1, 0, 1.38, 3.16, 4, 5, 6, 7};

    private static final double[] AZURE_SHARE = {0, 0.08, 0.45, 0.81, 0.965, 0.9965, 0.9998, 1};

    /** The mean of the logarithm of functions' mean run times in seconds, as fitted there. */
    private static final double RUN_MU = -0.38;

    private static final double RUN_SIGMA = 2.36;

    /** The standard deviation of the logarithm of one function's run times. */
    private static final double OWN_RUN_SIGMA = 0.5;

    /** The greatest mean concurrency of a function: one that is called more often gets shorter run times. */
    private static final double MOST_AT_ONCE = 100;

    private static final double LEAST_RUN_MILLIS = 1;
    private static final int FUNCTIONS_PER_ACCOUNT = 10;

    /** Periods of timers, in minutes. */
    private static final int[] TIMERS = {1, 2, 5, 10, 15, 30, 60, 180, 360, 720, 1_440};

    /**
     * The mean delay of timers after the full minute, at which all of them are due: a queue before them spreads them.
     */
    private static final double TIMER_JITTER = SECOND_NANOS / 2;

    private static final Rhythm DAY = new Rhythm(0.5, 14);
    private static final Rhythm NIGHT = new Rhythm(0.95, 14);
    private static final Spikes SPIKES = new Spikes(500, (long) SECOND_NANOS, (long) (DAY_NANOS / 12));
    private static final double SPIKING_SHARE = 0.02;

    private final Shape shape;
    private final int functions;
    private final Duration span;
    private final SeededRandom random;

    private SyntheticLoad(Shape shape, int functions, Duration span, SeededRandom random) {
        this.shape = shape;
        this.functions = functions;
        this.span = span;
        this.random = random;
    }

    /** Draws a load. It is the same for the same seed. */
    public static Load of(Shape shape, int functions, Duration span, long seed) {
        if (functions < 1 || functions > Limits.FUNCTIONS) {
            throw new IllegalArgumentException(functions + " functions, at most " + Limits.FUNCTIONS);
        }
        return new SyntheticLoad(shape, functions, span, new SeededRandom(seed)).build();
    }

    private Load build() {
        List<FunctionProfile> all = new ArrayList<>(functions);
        for (int number = 0; number < functions; number++) {
            all.add(function(number, random.stream(number)));
        }
        return new Load(shape.label(), all, span);
    }

    private FunctionProfile function(int number, SeededRandom own) {
        double callsPerDay = callsPerDay(number, own);
        Trigger trigger = trigger(callsPerDay, own);
        double runMillis = runMillis(callsPerDay, own);
        SimulatedRuntime language = SimulatedRuntime.draw(own);
        int usedMb = Memory.drawUsedMb(own);
        // squared, so that some accounts have hundreds of functions and most have one or two
        int accounts = Math.max(1, functions / FUNCTIONS_PER_ACCOUNT);
        int account = (int) (accounts * own.fraction() * own.fraction());
        double processorShare = 0.1 + 0.9 * own.fraction() * own.fraction();
        return new FunctionProfile(
                new Identity(Accounts.number(account), "function-" + number, trigger, language),
                new Footprint(Memory.limitMb(usedMb), usedMb, 1 + (int) (9 * own.exponential()), processorShare),
                Quantiles.logNormal(runMillis, OWN_RUN_SIGMA),
                language.init(own),
                schedule(trigger, callsPerDay, own));
    }

    private double callsPerDay(int number, SeededRandom own) {
        // stratified, one function in each of as many parts of the distribution: all seeds have similar total rates
        double share = (number + own.fraction()) / functions;
        return switch (shape) {
            case AZURE -> StrictMath.pow(10, new Quantiles(AZURE_SHARE, AZURE_RATE).at(share));
            case BURST -> 24 * StrictMath.pow(10, share);
            case STEADY, DIURNAL -> 144 * StrictMath.pow(10, 2 * share);
        };
    }

    private Trigger trigger(double callsPerDay, SeededRandom own) {
        double fraction = own.fraction();
        if (shape != Shape.AZURE) {
            return Trigger.HTTP;
        }
        boolean often = callsPerDay > 1_440;
        if (!often && callsPerDay >= 0.7 && fraction < 0.23) {
            return Trigger.TIMER;
        }
        double other = own.fraction();
        if (other < (often ? 0.45 : 0.68)) {
            return Trigger.HTTP;
        }
        if (other < 0.86) {
            return Trigger.QUEUE;
        }
        if (other < 0.94) {
            return Trigger.ORCHESTRATION;
        }
        if (other < 0.97) {
            return Trigger.STORAGE;
        }
        return other < 0.985 ? Trigger.EVENT : Trigger.OTHERS;
    }

    private static double runMillis(double callsPerDay, SeededRandom own) {
        double millis = 1_000 * StrictMath.exp(RUN_MU + RUN_SIGMA * own.gaussian());
        double most = MOST_AT_ONCE * Duration.ofDays(1).toMillis() / callsPerDay;
        return Math.max(LEAST_RUN_MILLIS, Math.min(millis, Math.min(most, Limits.LONGEST_RUN_MILLIS / 4.0)));
    }

    private Schedule schedule(Trigger trigger, double callsPerDay, SeededRandom own) {
        double gapNanos = DAY_NANOS / callsPerDay;
        long end = span.toNanos();
        double kind = own.fraction();
        double groupCalls = 2 + 8 * own.exponential();
        return switch (shape) {
            case AZURE -> {
                if (trigger == Trigger.TIMER) {
                    yield timer(gapNanos, end);
                }
                if (kind < 0.1) {
                    yield sensor(gapNanos, end);
                }
                if (kind < 0.6) {
                    Groups groups = new Groups(groupCalls, Math.min(gapNanos / 10, MINUTE_NANOS));
                    yield arrivals -> new BurstyArrivals(gapNanos, groups, DAY, end, arrivals);
                }
                yield arrivals -> new PoissonArrivals(gapNanos, DAY, end, arrivals);
            }
            case BURST -> {
                if (kind < SPIKING_SHARE) {
                    yield arrivals -> new MergedArrivals(
                            new PoissonArrivals(gapNanos, Rhythm.NONE, end, arrivals.stream(0)),
                            new SpikeArrivals(SPIKES, end, arrivals.stream(1)));
                }
                yield arrivals -> new PoissonArrivals(gapNanos, Rhythm.NONE, end, arrivals);
            }
            case STEADY -> arrivals -> new PoissonArrivals(gapNanos, Rhythm.NONE, end, arrivals);
            case DIURNAL -> arrivals -> new PoissonArrivals(gapNanos, NIGHT, end, arrivals);
        };
    }

    /** A timer with the usual period that is closest to the rate. It is due at full minutes. */
    private static Schedule timer(double gapNanos, long end) {
        int nearest = TIMERS[0];
        for (int minutes : TIMERS) {
            if (Math.abs(StrictMath.log(minutes * MINUTE_NANOS / gapNanos))
                    < Math.abs(StrictMath.log(nearest * MINUTE_NANOS / gapNanos))) {
                nearest = minutes;
            }
        }
        int minutes = nearest;
        long period = (long) (minutes * MINUTE_NANOS);
        return arrivals -> new PeriodicArrivals(
                (long) (arrivals.below(minutes) * MINUTE_NANOS), period, TIMER_JITTER, end, arrivals);
    }

    /** A sensor that reports with a period of its own. */
    private static Schedule sensor(double gapNanos, long end) {
        return arrivals -> new PeriodicArrivals(
                (long) (arrivals.fraction() * gapNanos), (long) gapNanos, gapNanos / 50, end, arrivals);
    }
}
