package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.simulation.SimulatedWorker.Machine;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The Workers, by number and by name. */
final class SimulatedFleet {
    private static final int ZONES = 3;

    private final List<SimulatedWorker> all = new ArrayList<>();
    private final Map<WorkerId, SimulatedWorker> byName = new HashMap<>();

    /** Workers that are all alike, in three zones in turn. */
    SimulatedFleet(FleetSize size, Surroundings surroundings, SeededRandom random) {
        for (int number = 0; number < size.workers(); number++) {
            Machine machine = new Machine(
                    new WorkerId("worker-" + number),
                    "zone-" + number % ZONES,
                    size.memory(),
                    size.memoryOvercommit(),
                    size.processors());
            SimulatedWorker worker = new SimulatedWorker(machine, surroundings, random.stream(number));
            all.add(worker);
            byName.put(machine.id(), worker);
        }
    }

    List<SimulatedWorker> all() {
        return all;
    }

    SimulatedWorker of(WorkerId id) {
        return Objects.requireNonNull(byName.get(id), "a Worker that nobody simulates");
    }
}
