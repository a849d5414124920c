package dev.hearth.dataplane.placement;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The workers and what runs on each, kept up to date in place by its one owner: it is told of each change, and
 * placement reads it. Used by one thread at a time.
 *
 * <p>The life of a worker and of a sandbox here; what is not in the tables has no effect, so that a message that comes
 * late or twice is harmless:
 *
 * <pre>
 * worker   event             to        gets new sandboxes
 * (none)   joined            SERVING   yes
 * SERVING  drain             DRAINING  no
 * DRAINING resume            SERVING
 * any      silent            the same  no, until it is heard
 * any      left              (none)    its sandboxes are gone with it
 *
 * sandbox  event             to
 * (none)   placed            BUSY      its room is taken: it starts, or runs an invocation
 * BUSY     becameIdle        IDLE      may be evicted, unless it is provisioned
 * IDLE     becameBusy        BUSY
 * any      removed           (none)    its room is free
 * </pre>
 *
 * <p>Memory is a hard bound: what a worker's sandboxes are expected to use together is never more than it has.
 * Processors are shared by weight, so too many expectations make calls slower and no call fail: they are a preference.
 *
 * <p>An owner whose hot path is short may tell of idle sandboxes late (say, once they are idle for a second): a plan
 * that would evict one that is busy meanwhile is refused where it is applied, told here, and made anew.
 */
public final class FleetView {
    private final Map<WorkerId, WorkerEntry> workers = new LinkedHashMap<>();
    private final Map<SandboxId, SandboxEntry> sandboxes = new HashMap<>();

    /**
     * A worker can have sandboxes from now on.
     *
     * @param zone the part of the fleet that fails together
     * @param memory what its sandboxes may use together
     * @param cpuMillis thousandths of a processor that it has
     * @throws IllegalStateException if it is there already
     */
    public void joined(WorkerId id, String zone, DataSize memory, int cpuMillis) {
        WorkerEntry worker = new WorkerEntry(id, zone, Math.toIntExact(memory.toMebibytes()), cpuMillis);
        if (workers.putIfAbsent(id, worker) != null) {
            throw new IllegalStateException("worker " + id + " has joined already");
        }
    }

    /** A worker is gone, and its sandboxes with it: these are returned. */
    public List<SandboxId> left(WorkerId id) {
        WorkerEntry worker = workers.remove(id);
        if (worker == null) {
            return List.of();
        }
        List<SandboxId> gone = new ArrayList<>();
        for (SandboxEntry sandbox : worker.sandboxes) {
            sandboxes.remove(sandbox.id);
            gone.add(sandbox.id);
        }
        return gone;
    }

    /** A worker gets no new sandboxes. */
    public void drain(WorkerId id) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.draining = true;
        }
    }

    /** A worker that was draining gets new sandboxes again. */
    public void resume(WorkerId id) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.draining = false;
        }
    }

    /** A worker has not answered in time: it gets no new sandboxes until it is heard. */
    public void silent(WorkerId id) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.silent = true;
        }
    }

    /** A worker that was silent has answered. */
    public void heard(WorkerId id) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.silent = false;
        }
    }

    /**
     * A worker has said what it uses. What is beyond the expectations for its sandboxes counts as taken, until it is
     * measured again.
     */
    public void measured(WorkerId id, DataSize memory) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.surplusMb = Math.max(0, roundedUp(memory) - worker.assignedMb);
        }
    }

    /** A worker has this code unpacked, whether or not a sandbox uses it. */
    public void codeStored(WorkerId id, String digest) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.storedCode.add(digest);
        }
    }

    /** A worker has removed this code. */
    public void codeRemoved(WorkerId id, String digest) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            worker.storedCode.remove(digest);
        }
    }

    /**
     * A sandbox is to start on a worker, or runs there already: its room is taken.
     *
     * @throws IllegalStateException if it is there already, or the worker is not
     */
    public void placed(SandboxId id, WorkerId on, Demand demand) {
        WorkerEntry worker = workers.get(on);
        if (worker == null) {
            throw new IllegalStateException("sandbox " + id + " on worker " + on + ", which has not joined");
        }
        SandboxEntry sandbox = new SandboxEntry(id, worker, demand);
        if (sandboxes.putIfAbsent(id, sandbox) != null) {
            throw new IllegalStateException("sandbox " + id + " has been placed already");
        }
        worker.sandboxes.add(sandbox);
        worker.assignedMb += sandbox.memoryMb;
        worker.busyCpuMillis += sandbox.cpuMillis;
    }

    /** A sandbox is gone, or did not start; false if it was not there. */
    public boolean removed(SandboxId id) {
        SandboxEntry sandbox = sandboxes.get(id);
        if (sandbox == null) {
            return false;
        }
        becameBusy(id);
        sandboxes.remove(id);
        WorkerEntry worker = sandbox.worker;
        worker.sandboxes.remove(sandbox);
        worker.assignedMb -= sandbox.memoryMb;
        worker.busyCpuMillis -= sandbox.cpuMillis;
        return true;
    }

    /**
     * A sandbox waits for work.
     *
     * @param value what keeping each mebibyte of it is worth. The values of all functions are on one scale whose zero
     *     means nothing: only their differences count, and the lowest are evicted first
     */
    public void becameIdle(SandboxId id, double value) {
        SandboxEntry sandbox = sandboxes.get(id);
        if (sandbox == null) {
            return;
        }
        if (!sandbox.idle) {
            sandbox.idle = true;
            sandbox.worker.busyCpuMillis -= sandbox.cpuMillis;
        }
        sandbox.value = value;
    }

    /** A sandbox works. */
    public void becameBusy(SandboxId id) {
        SandboxEntry sandbox = sandboxes.get(id);
        if (sandbox != null && sandbox.idle) {
            sandbox.idle = false;
            sandbox.worker.busyCpuMillis += sandbox.cpuMillis;
        }
    }

    /** The worker that has a sandbox. */
    public Optional<WorkerId> workerOf(SandboxId id) {
        return Optional.ofNullable(sandboxes.get(id)).map(sandbox -> sandbox.worker.id);
    }

    /** Whether some worker could have it if that were empty: if not, waiting for room is in vain. */
    public boolean couldEverHold(Demand demand) {
        int neededMb = roundedUp(demand.expectedMemory());
        return workers.values().stream().anyMatch(worker -> !worker.draining && worker.memoryMb >= neededMb);
    }

    /** What the sandboxes of a worker are expected to use together. */
    public DataSize assigned(WorkerId id) {
        WorkerEntry worker = workers.get(id);
        return DataSize.ofMebibytes(worker == null ? 0 : worker.assignedMb);
    }

    public int sandboxes() {
        return sandboxes.size();
    }

    /** In the order in which they joined. */
    Collection<WorkerEntry> workers() {
        return workers.values();
    }

    static int roundedUp(DataSize size) {
        return Math.toIntExact(size.toMebibytesCeiling());
    }
}
