package dev.hearth.dataplane.workermanager;

import java.util.List;

/**
 * The decisions of the Worker Manager: which sandbox serves which request, what starts, what stops.
 *
 * <p>It has no threads, no clock and calls nobody: an event and a time come in, actions come out. Whoever calls it does
 * the actions, on any thread, and tells of their outcome by further events.
 */
public interface ManagerMachine {
    /**
     * Decides.
     *
     * @param nowNanos the time, by a clock that only goes forward
     * @return what is to be done, in the order of the decisions
     */
    List<Action> on(Event event, long nowNanos);

    /** How far {@link Event.FloorSet} is. */
    ProvisionedSandboxes provisioned(dev.hearth.model.SandboxKey version);

    /** How many sandboxes there are. */
    int size();
}
