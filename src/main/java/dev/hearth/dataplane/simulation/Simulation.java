package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.AccountCounter;
import dev.hearth.dataplane.counter.OwnedCounter;
import dev.hearth.dataplane.simulation.load.Load;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.dataplane.simulation.load.SmallLoad;
import dev.hearth.dataplane.workermanager.ManagerMachine;
import dev.hearth.dataplane.workermanager.WorkerManagerConfiguration;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlive;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.model.DataSize;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.util.Locale;

/** Runs simulations: a load on a fleet with given policies, or a small world that is drawn from a seed. */
public final class Simulation {
    private static final long NAMES = 5;
    private static final long WORLD = 6;

    /** The greatest memory overcommit of small worlds. */
    private static final int MOST_OVERCOMMIT = 4;

    private Simulation() {}

    /** The name of a policy on the command line and in results. */
    public static String label(Enum<?> policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The surroundings of a load.
     *
     * @param keepAlive the bound of all keep-alive policies
     * @param accountLimit the concurrency limit of each account
     * @param eventProcesses the number of processes that run events; 0: all calls are synchronous
     * @param faults whether faults occur
     */
    public record Setting(
            FleetSize fleet, Duration keepAlive, int accountLimit, int eventProcesses, boolean faults, long seed) {}

    /** The policies of the Worker Manager. */
    public record Policies(KeepAlive keepAlive, PlacementChoice placement) {}

    /**
     * Runs a load.
     *
     * @throws BrokenInvariantException if an invariant does not hold
     */
    public static Result run(Load load, Setting setting, Policies policies) {
        FaultRates rates = setting.faults() ? FaultRates.seldom() : FaultRates.NONE;
        World world = new World(setup(load, setting, rates), new Product(setting, policies));
        return new Result(label(policies.keepAlive()), label(policies.placement()), world.run());
    }

    /**
     * Runs the small world of a seed: a few functions and Workers, little memory, short times, and random policies.
     *
     * @throws BrokenInvariantException if an invariant does not hold
     */
    public static Figures small(long seed, boolean faults) {
        SeededRandom random = new SeededRandom(seed).stream(WORLD);
        FaultRates rates = faults ? FaultRates.draw(random) : FaultRates.NONE;
        Setting setting = smallSetting(seed, faults, random);
        World.Setup setup = setup(SmallLoad.of(seed), setting, rates);
        return new World(setup, new Product(setting, smallPolicies(random))).run();
    }

    static World.Setup setup(Load load, Setting setting, FaultRates rates) {
        return new World.Setup(
                setting.seed(), load, setting.fleet(), rates, setting.accountLimit(), setting.eventProcesses());
    }

    static Setting smallSetting(long seed, boolean faults, SeededRandom random) {
        int workers = 1 + random.below(5);
        DataSize memory = DataSize.ofMebibytes(1_024 + random.below(4_096));
        int processors = 1 + random.below(4);
        Duration keepAlive = Duration.ofSeconds(1 + random.below(120));
        int accountLimit = 3 + random.below(100);
        int eventProcesses = 1 + random.below(3);
        FleetSize fleet = new FleetSize(workers, memory, 1 + random.below(MOST_OVERCOMMIT), processors);
        return new Setting(fleet, keepAlive, accountLimit, eventProcesses, faults, seed);
    }

    private static Policies smallPolicies(SeededRandom random) {
        KeepAlive[] keepAlives = KeepAlive.values();
        PlacementChoice[] placements = PlacementChoice.values();
        return new Policies(keepAlives[random.below(keepAlives.length)], placements[random.below(placements.length)]);
    }

    /** The parts of the product. */
    static final class Product implements World.Parts {
        private final Setting setting;
        private final Policies policies;
        private final SeededRandom names;

        Product(Setting setting, Policies policies) {
            this.setting = setting;
            this.policies = policies;
            this.names = new SeededRandom(setting.seed()).stream(NAMES);
        }

        @Override
        public OwnedCounter counter(VirtualClock clock) {
            ConcurrencyLimit limit = new ConcurrencyLimit(setting.accountLimit());
            return new AccountCounter(account -> limit, clock, clock, names.stream(0));
        }

        @Override
        public Decisions manager(long epoch) {
            int processors = setting.fleet().workers() * setting.fleet().processors();
            return Decisions.of(new ManagerMachine(
                    WorkerManagerConfiguration.of(processors, setting.fleet().memoryOvercommit()),
                    policies.placement().begin(setting.seed()),
                    policies.keepAlive().policies(setting.keepAlive()),
                    names.stream(epoch),
                    epoch));
        }
    }
}
