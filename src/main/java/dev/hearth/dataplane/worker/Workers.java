package dev.hearth.dataplane.worker;

import dev.hearth.model.WorkerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Finds Workers by their ids, for the Frontend and the Worker Manager. */
@FunctionalInterface
public interface Workers {
    /** A fixed set of Workers. */
    static Workers of(Collection<? extends Worker> workers) {
        Map<WorkerId, Worker> byId = new HashMap<>();
        workers.forEach(worker -> byId.put(worker.view().id(), worker));
        return id -> Optional.ofNullable(byId.get(id));
    }

    /** Finds a Worker; empty if there is none of this id now. */
    Optional<Worker> find(WorkerId id);
}
