package dev.hearth.dataplane.simulation;

import dev.hearth.dataplane.workermanager.ManagerAction;
import dev.hearth.dataplane.workermanager.ManagerEvent;
import dev.hearth.dataplane.workermanager.ManagerMachine;
import dev.hearth.model.SandboxId;
import java.util.List;

/** The Worker Manager's machine as the simulation uses it. Tests implement it with faults. */
interface Decisions {
    List<ManagerAction> on(ManagerEvent event, long nowNanos);

    /** The number of sandboxes that it knows. */
    int size();

    /** The number of requests that, as far as it knows, have a sandbox or wait for one. */
    int requests();

    /** Whether it knows a sandbox. */
    boolean knows(SandboxId sandbox);

    /** The decisions of the product. */
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
