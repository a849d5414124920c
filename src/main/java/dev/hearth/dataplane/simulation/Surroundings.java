package dev.hearth.dataplane.simulation;

import dev.hearth.time.VirtualClock;

/** The other parts of a simulated world, as each of them sees it. */
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

    /** Something that a reader of the last events should know. */
    void note(String what);
}
