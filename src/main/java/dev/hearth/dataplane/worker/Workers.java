package dev.hearth.dataplane.worker;

import dev.hearth.model.WorkerId;
import java.util.Optional;

/** The Workers by their names: how the Frontend and the Worker Manager reach them. */
@FunctionalInterface
public interface Workers {
    /** A Worker; empty if there is none of this name now. */
    Optional<Worker> find(WorkerId id);
}
