package dev.hearth.dataplane.simulation;

import dev.hearth.error.ServiceException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Counts the figures of a simulation. */
final class Measures {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int NANOS_PER_MICRO = 1_000;

    private final Histogram waitsMicros = new Histogram();
    private final Histogram sandboxesPerWorker = new Histogram();
    private final Histogram processorPermille = new Histogram();
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Histogram eventWaitsMicros = new Histogram();
    private long eventsAccepted;
    private long eventsLost;
    private long mostEventsWaiting;
    private long arrived;
    private long served;
    private long cold;
    private long failed;
    private double idleMbSeconds;
    private double usedMbOfBusyWorkers;
    private double memoryMbOfBusyWorkers;
    private long overloaded;
    private long mostBusyWorkers;

    void arrived() {
        arrived++;
    }

    /** A call ended without an answer: it was refused because of a limit, or something failed. */
    void failed(Throwable why) {
        if (why instanceof ServiceException refusal && refusal.reason().isPresent()) {
            refusals.merge(refusal.reason().get(), 1L, Long::sum);
        } else {
            failed++;
        }
    }

    /**
     * An invocation begins. It is a cold start if its sandbox was ordered after the request and has run no other
     * invocation.
     */
    void served(Call call, SimulatedSandbox sandbox, long nowNanos) {
        served++;
        if (sandbox.served == 0 && sandbox.orderedNanos >= call.askedNanos) {
            cold++;
        }
        waitsMicros.add((nowNanos - call.dueNanos) / NANOS_PER_MICRO);
    }

    /**
     * An event was accepted.
     *
     * @param waiting how many events wait or run now
     */
    void eventAccepted(int waiting) {
        eventsAccepted++;
        mostEventsWaiting = Math.max(mostEventsWaiting, waiting);
    }

    /**
     * An event is run for the first time.
     *
     * @param waited the time since its acceptance
     */
    void eventBegan(Duration waited) {
        eventWaitsMicros.add(waited.toNanos() / NANOS_PER_MICRO);
    }

    /** An event was given up. */
    void eventLost() {
        eventsLost++;
    }

    /** A sandbox was idle for so long. */
    void idled(SimulatedSandbox sandbox, long nanos) {
        idleMbSeconds += nanos
                / NANOS_PER_SECOND
                * sandbox.function.profile().footprint().usedMb();
    }

    /** Samples the fleet. */
    void sample(SimulatedFleet fleet) {
        long busy = 0;
        for (SimulatedWorker worker : fleet.all()) {
            if (worker.sandboxes().isEmpty()) {
                continue;
            }
            busy++;
            sandboxesPerWorker.add(worker.sandboxes().size());
            usedMbOfBusyWorkers += worker.usedMb();
            memoryMbOfBusyWorkers += worker.machine().memory().toMebibytes();
            double load = StrictMath.max(0, worker.busyProcessors())
                    / worker.machine().processors();
            processorPermille.add((long) (load * 1_000));
            if (load > 1) {
                overloaded++;
            }
        }
        mostBusyWorkers = Math.max(mostBusyWorkers, busy);
    }

    Figures figures() {
        return new Figures(
                new Figures.Calls(arrived, served, cold, failed, refusals),
                new Figures.Waits(
                        waitsMicros.percentile(50),
                        waitsMicros.percentile(90),
                        waitsMicros.percentile(99),
                        waitsMicros.percentile(99.9),
                        waitsMicros.greatest()),
                new Figures.Events(
                        eventsAccepted,
                        eventsLost,
                        mostEventsWaiting,
                        eventWaitsMicros.percentile(50),
                        eventWaitsMicros.percentile(99),
                        eventWaitsMicros.greatest()),
                new Figures.Fleet(
                        idleMbSeconds,
                        sandboxesPerWorker.mean(),
                        memoryMbOfBusyWorkers == 0 ? 0 : usedMbOfBusyWorkers / memoryMbOfBusyWorkers,
                        mostBusyWorkers,
                        processorPermille.percentile(99) / 1_000.0,
                        sandboxesPerWorker.count() == 0 ? 0 : (double) overloaded / sandboxesPerWorker.count()));
    }
}
