package dev.hearth.dataplane.simulation;

import dev.hearth.time.VirtualClock;

/** The parts of a simulated world, as each part sees the others. */
interface Surroundings {
    VirtualClock clock();

    MessageNetwork network();

    FaultRates rates();

    SimulatedFleet fleet();

    SimulatedFunctions functions();

    SimulatedManager manager();

    SimulatedFrontend frontend();

    SimulatedEvents events();

    Invariants invariants();

    Measures measures();

    /** Adds a remark to the journal of latest events. */
    void note(String what);
}
