package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.workermanager.ManagerAction;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.dataplane.workermanager.ManagerMachine;
import dev.hearth.model.SandboxId;
import java.util.List;

/** What a simulation needs of a Worker Manager's machine; tests put faulty ones in its place. */
interface Decisions {
    List<ManagerAction> on(ManagerEvent event, long nowNanos);

    /** How many sandboxes it knows. */
    int size();

    /** How many requests have a sandbox or wait for one, as far as it knows. */
    int requests();

    /** Whether it knows a sandbox. */
    boolean knows(SandboxId sandbox);

    /** Those of the product. */
    static Decisions of(ManagerMachine machine) {
        return new Decisions() {
            @Override
            public List<ManagerAction> on(ManagerEvent event, long nowNanos) {
                return machine.on(event, nowNanos);
            }

            @Override
            public int size() {
                return machine.size();
            }

            @Override
            public int requests() {
                return machine.requests();
            }

            @Override
            public boolean knows(SandboxId sandbox) {
                return machine.knows(sandbox);
            }
        };
    }
}
