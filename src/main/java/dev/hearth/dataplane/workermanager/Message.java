package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.WorkerReport.Resident;
import dev.hearth.error.ServiceException;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;

/**
 * What the parts of a {@link ManagerMachine} tell each other. A part has its own lock, and none holds one while another
 * is told: so a message may find that things have changed, and what it names may be unknown by then.
 */
sealed interface Message {
    /** To the shard of a key. */
    sealed interface ToShard extends Message {
        SandboxKey key();
    }

    /** To the fleet. */
    sealed interface ToFleet extends Message {}

    /** Is this start still needed? It is about to begin. Answered with {@link Needed} or {@link Unneeded}. */
    record Confirm(Start start) implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /** A start has brought a sandbox. */
    record Arrived(Start start, SandboxId sandbox, WorkerId worker, long costNanos) implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /** A start has failed. */
    record Failed(Start start, ServiceException reason) implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /** Let go of an idle sandbox: another one needs its room. Answered with {@link Evicted} or {@link NotEvicted}. */
    record Evict(SandboxKey key, SandboxId sandbox, Room room) implements ToShard {}

    /** A sandbox that was there before this manager, or on a Worker that was silent. */
    record Adopt(SandboxKey key, WorkerId worker, Resident resident) implements ToShard {}

    /** A sandbox has ended. */
    record Ended(SandboxKey key, SandboxId sandbox) implements ToShard {}

    /** Keep a sandbox no longer than its invocation, because of its Worker. */
    record Leave(SandboxKey key, SandboxId sandbox) implements ToShard {}

    /** A pool wants a sandbox. */
    record Wanted(Start start) implements ToFleet {}

    record Needed(Start start) implements ToFleet {}

    record Unneeded(Start start) implements ToFleet {}

    record Evicted(SandboxId sandbox, Room room) implements ToFleet {}

    record NotEvicted(SandboxId sandbox, Room room) implements ToFleet {}

    /** A sandbox is in no pool any more, and is to be stopped. */
    record Dropped(SandboxId sandbox) implements ToFleet {}

    /** A sandbox is in no pool any more; its Worker has it no more either. */
    record Forgotten(SandboxId sandbox) implements ToFleet {}

    /**
     * A sandbox can be evicted.
     *
     * @param value as {@code FleetView.becameIdle} takes it
     * @param more whether others follow, and {@link Collected} after them
     */
    record Idle(SandboxId sandbox, double value, boolean more) implements ToFleet {}

    /** A sandbox that could be evicted can't any more. */
    record Busy(SandboxId sandbox) implements ToFleet {}

    /** Every shard has told which of its sandboxes are idle; look for room again. */
    record Collected() implements ToFleet {}

    /** Room that is made for a start by evictions. Guarded by the lock of the fleet. */
    final class Room {
        /** Which is to have it. */
        final SandboxId sandbox;

        /** How many evictions are not done. */
        int open;

        /** The start has another place, or none. */
        boolean cancelled;

        Room(SandboxId sandbox, int open) {
            this.sandbox = sandbox;
            this.open = open;
        }
    }
}
