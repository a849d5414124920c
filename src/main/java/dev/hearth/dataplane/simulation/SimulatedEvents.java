package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.async.Event;
import dev.hearth.dataplane.async.EventSignal;
import dev.hearth.dataplane.async.QueueId;
import dev.hearth.dataplane.simulation.load.SeededRandom;
import dev.hearth.model.Invocation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Asynchronous invocations: calls are accepted into the queues of a store, and processes run them from there. */
final class SimulatedEvents {
    private static final byte[] NOTHING = new byte[0];

    private final Surroundings surroundings;
    private final SimulatedEventStore store;
    private final List<SimulatedEventProcess> processes = new ArrayList<>();
    private final Map<QueueId, SimulatedFunction> functions = new HashMap<>();
    private long names;

    /** @param count the number of processes that run events; 0: there are no asynchronous invocations */
    SimulatedEvents(int count, Surroundings surroundings) {
        this.surroundings = surroundings;
        this.store = new SimulatedEventStore(surroundings.clock());
        for (int number = 0; number < count; number++) {
            processes.add(new SimulatedEventProcess(number, this, store, surroundings));
        }
    }

    void begin() {
        processes.forEach(SimulatedEventProcess::begin);
    }

    /** The number of events that have been neither processed nor given up. */
    int waiting() {
        return store.waiting();
    }

    /** Whether calls whose callers do not wait for the answer become events. */
    boolean areQueued() {
        return !processes.isEmpty();
    }

    /** Replaces a random process by a new one. */
    void someProcessDies(SeededRandom random) {
        if (areQueued()) {
            processes.get(random.below(processes.size())).beginAnew();
        }
    }

    /** Accepts an asynchronous invocation. The processes accept events in turn. */
    void accept(SimulatedFunction function) {
        QueueId id =
                new QueueId(function.account().id, function.profile().identity().name());
        functions.putIfAbsent(id, function);
        String name = String.format(Locale.ROOT, "%012d", ++names);
        Instant now = surroundings.clock().now();
        Invocation invocation = new Invocation(
                name,
                NOTHING,
                function.version().arn(),
                "Root=1-0-0",
                Optional.empty(),
                Optional.empty(),
                function.drawTenant());
        store.accept(id, new Event(invocation, name, now, 0, 0, now, Optional.empty()));
        surroundings.measures().eventAccepted(store.waiting());
        processes.get((int) (names % processes.size())).tell(new EventSignal.Accepted(id));
    }

    /** The function whose queue this is. */
    SimulatedFunction function(QueueId id) {
        return Objects.requireNonNull(functions.get(id), "a queue that nobody has made");
    }
}
