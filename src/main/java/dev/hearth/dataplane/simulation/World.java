package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.counter.OwnedCounter;
import dev.hearth.dataplane.simulation.load.Arrivals;
import dev.hearth.dataplane.simulation.load.Load;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;

/**
 * One simulated fleet with its calls, from the first call to the end of the last.
 *
 * <p>All events happen in one thread, in the order of the virtual clock. Each part has its own stream of random
 * numbers. So a seed gives the same world every time, and the same calls with every policy that is compared.
 */
final class World implements Surroundings {
    private static final long FUNCTIONS = 1;
    private static final long WORKERS = 2;
    private static final long NETWORK = 3;
    private static final long FAULTS = 4;

    private static final Instant ORIGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** The interval of audits in thorough worlds. */
    private static final Duration AUDIT = Duration.ofSeconds(10);

    /** The interval of audits in long worlds. */
    private static final Duration SELDOM_AUDIT = Duration.ofHours(1);

    /**
     * The time in which all calls and events must end after the last arrival: the age at which an event is given up,
     * and more.
     */
    private static final Duration LAST_CALLS = Duration.ofHours(7);

    /**
     * The time in which everything must be gone after all functions were deleted: every grant has ended by its time,
     * and every lost message was found.
     */
    private static final Duration LAST_SANDBOXES = Duration.ofHours(1);

    private final VirtualClock clock = new VirtualClock(ORIGIN);
    private final Journal journal = new Journal();
    private final Measures measures = new Measures();
    private final Load load;
    private final FaultRates rates;
    private final MessageNetwork network;
    private final SimulatedFunctions functions;
    private final SimulatedFleet fleet;
    private final Invariants invariants;
    private final SimulatedManager manager;
    private final SimulatedFrontend frontend;
    private final SimulatedEvents events;
    private final Faults faults;

    /**
     * The parameters of a world.
     *
     * @param accountLimit the concurrency limit of each account
     * @param eventProcesses the number of processes that run events; 0: all calls are synchronous
     */
    record Setup(long seed, Load load, FleetSize fleet, FaultRates rates, int accountLimit, int eventProcesses) {}

    /** The parts of the product that the world runs. */
    interface Parts {
        OwnedCounter counter(VirtualClock clock);

        /**
         * A new Worker Manager's machine.
         *
         * @param epoch counts Worker Managers, from 1
         */
        Decisions manager(long epoch);
    }

    World(Setup setup, Parts parts) {
        SeededRandom random = new SeededRandom(setup.seed());
        this.load = setup.load();
        this.rates = setup.rates();
        this.network = new MessageNetwork(clock, rates, random.stream(NETWORK));
        int isolating = rates.isNone() ? 0 : 4;
        this.functions = new SimulatedFunctions(load.functions(), isolating, random.stream(FUNCTIONS));
        this.fleet = new SimulatedFleet(setup.fleet(), this, random.stream(WORKERS));
        OwnedCounter counter = parts.counter(clock);
        Concurrency concurrency = new Concurrency(setup.accountLimit(), !rates.isNone(), functions, this);
        this.invariants =
                new Invariants(setup.seed(), isThorough(), this, journal, new Invariants.Counts(counter, concurrency));
        this.manager = new SimulatedManager(parts::manager, this);
        this.frontend = new SimulatedFrontend(counter, concurrency, this);
        this.events = new SimulatedEvents(setup.eventProcesses(), this);
        this.faults = new Faults(this, random.stream(FAULTS), load.span().toNanos());
    }

    /**
     * Runs the load, and then until nothing is left of it.
     *
     * @throws BrokenInvariantException if an invariant does not hold
     */
    Figures run() {
        try {
            return runAll();
        } catch (BrokenInvariantException broken) {
            throw broken;
        } catch (RuntimeException failure) {
            throw invariants.failed(failure);
        }
    }

    private Figures runAll() {
        manager.begin();
        events.begin();
        functions.all().forEach(this::scheduleNext);
        repeat(Limits.SAMPLE, () -> measures.sample(fleet));
        repeat(isThorough() ? AUDIT : SELDOM_AUDIT, () -> invariants.audit(frontend));
        faults.begin();
        clock.advance(load.span());
        Figures figures = finishCalls();
        finishSandboxes();
        return figures;
    }

    /** Whether checks may take as long as the simulation itself. */
    private boolean isThorough() {
        return !rates.isNone() || load.span().compareTo(SELDOM_AUDIT) < 0;
    }

    private void scheduleNext(SimulatedFunction function) {
        long next = function.nextArrival();
        if (next != Arrivals.END) {
            clock.at(next, () -> {
                scheduleNext(function);
                measures.arrived();
                arrive(function);
            });
        }
    }

    private void arrive(SimulatedFunction function) {
        if (events.areQueued() && function.profile().identity().trigger().isAsynchronous()) {
            events.accept(function);
        } else {
            frontend.call(function, function.drawTenant(), SimulatedFrontend.Caller.NOBODY);
        }
    }

    private void repeat(Duration period, Runnable task) {
        long next = clock.nanos() + period.toNanos();
        if (next <= load.span().toNanos()) {
            clock.at(next, () -> {
                task.run();
                repeat(period, task);
            });
        }
    }

    /** Ends faults and arrivals, and runs until all calls have ended. */
    private Figures finishCalls() {
        network.recover();
        long limit = clock.nanos() + LAST_CALLS.toNanos();
        while (frontend.unfinishedCount() + events.waiting() > 0 && clock.nanos() < limit) {
            clock.advance(Duration.ofSeconds(1));
            invariants.checkOrphans();
        }
        invariants.audit(frontend);
        if (events.waiting() > 0) {
            throw invariants.broken(events.waiting() + " events have neither been processed nor given up");
        }
        return measures.figures();
    }

    private void finishSandboxes() {
        functions.all().forEach(manager::forget);
        long limit = clock.nanos() + LAST_SANDBOXES.toNanos();
        while (!isEmpty() && clock.nanos() < limit) {
            clock.advance(Duration.ofSeconds(10));
            invariants.checkOrphans();
        }
        invariants.checkNothingIsLeft(frontend);
    }

    private boolean isEmpty() {
        return manager.machine().size() == 0
                && fleet.all().stream().allMatch(worker -> worker.sandboxes().isEmpty());
    }

    @Override
    public VirtualClock clock() {
        return clock;
    }

    @Override
    public MessageNetwork network() {
        return network;
    }

    @Override
    public FaultRates rates() {
        return rates;
    }

    @Override
    public SimulatedFleet fleet() {
        return fleet;
    }

    @Override
    public SimulatedFunctions functions() {
        return functions;
    }

    @Override
    public SimulatedManager manager() {
        return manager;
    }

    @Override
    public SimulatedFrontend frontend() {
        return frontend;
    }

    @Override
    public SimulatedEvents events() {
        return events;
    }

    @Override
    public Invariants invariants() {
        return invariants;
    }

    @Override
    public Measures measures() {
        return measures;
    }

    @Override
    public void note(String what) {
        journal.add(clock.nanos(), what);
    }
}
