package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.load.SeededRandom;
import java.time.Duration;
import java.util.List;

/** Makes Workers, sandboxes and the Worker Manager fail and changes functions, at times drawn from a seed. */
final class Faults {
    private static final double LONGEST_DEATH_SECONDS = 60;
    private static final double LONGEST_HANG_SECONDS = 120;
    private static final int MOST_PROVISIONED = 4;

    private final Surroundings surroundings;
    private final SeededRandom random;
    private final long endNanos;

    /** @param endNanos the time after which no fault occurs */
    Faults(Surroundings surroundings, SeededRandom random, long endNanos) {
        this.surroundings = surroundings;
        this.random = random;
        this.endNanos = endNanos;
    }

    void begin() {
        FaultRates.Between between = surroundings.rates().between();
        repeat(between.deaths(), this::someWorkerDies);
        repeat(between.hangs(), this::someWorkerHangs);
        repeat(between.deaths(), this::someWorkerIsReplaced);
        repeat(between.crashes(), this::someSandboxCrashes);
        repeat(between.managerDeaths(), () -> surroundings.manager().beginAnew());
        repeat(between.managerDeaths(), () -> surroundings.frontend().rebuildCounter());
        repeat(between.managerDeaths(), () -> surroundings.events().someProcessDies(random));
        repeat(between.updates(), this::someFunctionChanges);
    }

    private void repeat(double meanSeconds, Runnable mishap) {
        if (meanSeconds <= 0) {
            return;
        }
        long nanos = surroundings.clock().nanos() + seconds(random.exponential() * meanSeconds);
        if (nanos < endNanos) {
            surroundings.clock().at(nanos, () -> {
                mishap.run();
                repeat(meanSeconds, mishap);
            });
        }
    }

    private static long seconds(double seconds) {
        return (long) (seconds * Duration.ofSeconds(1).toNanos());
    }

    private SimulatedWorker someWorker() {
        List<SimulatedWorker> workers = surroundings.fleet().all();
        return workers.get(random.below(workers.size()));
    }

    private void someWorkerDies() {
        SimulatedWorker worker = someWorker();
        if (worker.health() == SimulatedWorker.Health.DEAD) {
            return;
        }
        worker.die();
        missed(worker);
        after(random.fraction() * LONGEST_DEATH_SECONDS, worker::beginAgain);
    }

    /** Drains a Worker, and later starts another machine with the same name. */
    private void someWorkerIsReplaced() {
        SimulatedWorker worker = someWorker();
        worker.drain();
        after(random.fraction() * LONGEST_DEATH_SECONDS, () -> {
            worker.die();
            worker.beginAgain();
        });
    }

    private void someWorkerHangs() {
        SimulatedWorker worker = someWorker();
        worker.hang(); // its connections stay open: the missing answers are the only sign
        after(random.fraction() * LONGEST_HANG_SECONDS, worker::goOn);
    }

    /** Tells the Worker Manager's shell that the connection has broken, if the Worker has not recovered by then. */
    private void missed(SimulatedWorker worker) {
        after((double) Limits.SILENT_AFTER.toSeconds(), () -> {
            if (worker.health() == SimulatedWorker.Health.DEAD) {
                surroundings.manager().miss(worker.machine().id());
            }
        });
    }

    private void after(double seconds, Runnable task) {
        surroundings.clock().at(surroundings.clock().nanos() + seconds(seconds), task);
    }

    private void someSandboxCrashes() {
        SimulatedWorker worker = someWorker();
        int count = worker.sandboxes().size();
        if (count > 0) {
            int which = random.below(count);
            worker.sandboxes().stream().skip(which).findFirst().ifPresent(sandbox -> {
                surroundings.note(Journal.sandbox(sandbox.id()) + " crashes");
                worker.crash(sandbox);
            });
        }
    }

    private void someFunctionChanges() {
        List<SimulatedFunction> functions = surroundings.functions().all();
        SimulatedFunction function = functions.get(random.below(functions.size()));
        // only functions that never change can be provisioned, as only published versions can on Lambda
        boolean changes = function.number() % 2 == 0;
        if (changes) {
            surroundings.manager().retire(function.update());
        } else if (!function.version().isolatesTenants()) {
            surroundings.manager().provision(function.version(), random.below(MOST_PROVISIONED));
        }
    }
}
