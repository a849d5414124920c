package dev.hearth.dataplane.worker;

import dev.hearth.model.WorkerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The Workers by their names: how the Frontend and the Worker Manager reach them. */
@FunctionalInterface
public interface Workers {
    /** These, which never change. */
    static Workers of(Collection<? extends Worker> workers) {
        Map<WorkerId, Worker> byId = new HashMap<>();
        workers.forEach(worker -> byId.put(worker.view().id(), worker));
        return id -> Optional.ofNullable(byId.get(id));
    }

    /** A Worker; empty if there is none of this name now. */
    Optional<Worker> find(WorkerId id);
}
