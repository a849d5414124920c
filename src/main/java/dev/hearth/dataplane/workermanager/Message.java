package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.error.ServiceException;
import dev.hearth.model.SandboxId;
import dev.hearth.model.SandboxKey;
import dev.hearth.model.WorkerId;
import java.util.Optional;

/**
 * The messages between the parts of a {@link ManagerMachine}. Each part has a lock of its own, and no part holds it
 * while it sends a message. So a message can arrive after the state has changed, and may name what no longer exists.
 */
sealed interface Message {
    /** To the shard of a key. */
    sealed interface ToShard extends Message {
        SandboxKey key();
    }

    /** To the fleet. */
    sealed interface ToFleet extends Message {}

    /** Is this start still needed? It is about to begin. Answered with {@link Needed} or {@link Unneeded}. */
    record Confirm(PendingStart start) implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /**
     * A start has brought a sandbox.
     *
     * @param expected what placement expects it to use
     */
    record Arrived(
            PendingStart start, SandboxId sandbox, WorkerId worker, long costNanos, LearnedUsage.Expected expected)
            implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /** A start has failed. */
    record Failed(PendingStart start, ServiceException reason) implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /** A start has found no room in its time. Answered with {@link Seek} if it is to go on. */
    record NoRoom(PendingStart start, ServiceException reason) implements ToShard {
        @Override
        public SandboxKey key() {
            return start.key();
        }
    }

    /** Evict an idle sandbox, because a start needs its room. Answered with {@link Evicted} or {@link NotEvicted}. */
    record Evict(SandboxKey key, SandboxId sandbox, Room room) implements ToShard {}

    /** Adopt a sandbox that ran before this manager began, or on a Worker that was silent. */
    record Adopt(SandboxKey key, WorkerId worker, SandboxReport resident) implements ToShard {}

    /** A sandbox has ended. */
    record Ended(SandboxKey key, SandboxId sandbox) implements ToShard {}

    /** Drop a sandbox when its invocation ends, because of its Worker. */
    record Leave(SandboxKey key, SandboxId sandbox) implements ToShard {}

    /**
     * What a Worker said of a sandbox whose grant is overdue.
     *
     * @param found empty if the sandbox is not there, or the Worker does not answer
     */
    record Looked(SandboxKey key, SandboxId sandbox, Optional<WorkerReport.State> found) implements ToShard {}

    /** The grant of a sandbox is overdue: ask its Worker. Answered with {@link Looked}. */
    record Overdue(SandboxKey key, SandboxId sandbox) implements ToFleet {}

    /** A pool wants a sandbox. */
    record Wanted(PendingStart start) implements ToFleet {}

    record Needed(PendingStart start) implements ToFleet {}

    record Unneeded(PendingStart start) implements ToFleet {}

    /** A start that has found no room seeks it until this time: a request that came later waits for it. */
    record Seek(PendingStart start, long untilNanos) implements ToFleet {}

    record Evicted(SandboxId sandbox, Room room) implements ToFleet {}

    record NotEvicted(SandboxId sandbox, Room room) implements ToFleet {}

    /** A pool has dropped a sandbox, which is to be stopped. */
    record Dropped(SandboxId sandbox) implements ToFleet {}

    /** A pool has dropped a sandbox that no longer runs on its Worker. */
    record Forgotten(SandboxId sandbox) implements ToFleet {}

    /**
     * A sandbox can be evicted.
     *
     * @param value as in {@code FleetView.becameIdle}
     * @param more whether further messages of this kind follow, and {@link Collected} after them
     */
    record Idle(SandboxId sandbox, double value, boolean more) implements ToFleet {}

    /** A sandbox is expected to use more or less than before. */
    record Expect(SandboxId sandbox, LearnedUsage.Expected usage) implements ToFleet {}

    /** A sandbox can no longer be evicted. */
    record Busy(SandboxId sandbox) implements ToFleet {}

    /** Every shard has reported its idle sandboxes; plan the waiting starts again. */
    record Collected() implements ToFleet {}

    /** Room that is made for a start by evictions. Guarded by the lock of the fleet. */
    final class Room {
        /** The start that gets the room. */
        final SandboxId sandbox;

        /** The number of evictions that are not finished. */
        int open;

        /** Whether the start was given another room, or given up. */
        boolean cancelled;

        Room(SandboxId sandbox, int open) {
            this.sandbox = sandbox;
            this.open = open;
        }
    }
}
