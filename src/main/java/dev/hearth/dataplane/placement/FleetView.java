package dev.hearth.dataplane.placement;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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
 * <p>Indexes are kept with each change, so that a plan looks at few workers however many there are: workers in order of
 * their room ({@link Zone}), sandboxes of a worker counted by function, account and code ({@link IntCounts}). A change
 * takes time logarithmic in the number of workers, and what is kept of a sandbox takes less than 500 bytes.
 *
 * <p>An owner whose hot path is short may tell of idle sandboxes late (say, once they are idle for a second): a plan
 * that would evict one that is busy meanwhile is refused where it is applied, told here, and made anew.
 */
public final class FleetView {
    private final Map<WorkerId, WorkerEntry> workers = new HashMap<>();
    private final List<WorkerEntry> inOrder = new ArrayList<>();
    private final List<Zone> zones = new ArrayList<>();
    private final Numbers<String, Zone> zonesByName = new Numbers<>();
    private final Map<SandboxId, SandboxEntry> sandboxes = new HashMap<>();
    private final Numbers<FunctionArn, FunctionEntry> functions = new Numbers<>();
    private final Numbers<AccountId, AccountEntry> accounts = new Numbers<>();
    private final Numbers<String, CodeEntry> code = new Numbers<>();

    /** The memory of all sandboxes that can be evicted, and the sum of memory times value. */
    private long evictableMb;

    private double evictableValue;

    /**
     * A worker joins.
     *
     * @param zone its failure domain
     * @param memory the memory of its sandboxes together
     * @param cpuMillis its processors in thousandths
     * @throws IllegalStateException if it has joined already
     */
    public void joined(WorkerId id, String zone, DataSize memory, int cpuMillis) {
        if (workers.containsKey(id)) {
            throw new IllegalStateException("worker " + id + " has joined already");
        }
        Zone joined = zonesByName.findOrAdd(zone, Zone::new);
        if (joined.workers++ == 0) {
            zones.add(joined);
            zones.sort(Comparator.comparing(other -> other.name));
        }
        WorkerEntry worker = new WorkerEntry(id, joined, Math.toIntExact(memory.toMebibytes()), cpuMillis);
        workers.put(id, worker);
        inOrder.add(worker);
        joined.update(worker);
    }

    /**
     * A worker is gone.
     *
     * @return its sandboxes, which are gone with it
     */
    public List<SandboxId> left(WorkerId id) {
        WorkerEntry worker = workers.remove(id);
        if (worker == null) {
            return List.of();
        }
        inOrder.remove(worker);
        worker.leave();
        worker.zone.update(worker);
        List<SandboxId> gone =
                worker.sandboxes().stream().map(sandbox -> sandbox.id).toList();
        gone.forEach(this::removed);
        List.copyOf(worker.storedCode).forEach(stored -> forget(worker, stored));
        if (--worker.zone.workers == 0) {
            zones.remove(worker.zone);
            zonesByName.remove(worker.zone.name, worker.zone.number);
        }
        return gone;
    }

    /** A worker gets no new sandboxes. */
    public void drain(WorkerId id) {
        mark(id, worker -> worker.draining = true);
    }

    /** A worker that was draining gets new sandboxes again. */
    public void resume(WorkerId id) {
        mark(id, worker -> worker.draining = false);
    }

    /** A worker has not answered in time: it gets no new sandboxes until it is heard. */
    public void silent(WorkerId id) {
        mark(id, worker -> worker.silent = true);
    }

    /** A worker that was silent has answered. */
    public void heard(WorkerId id) {
        mark(id, worker -> worker.silent = false);
    }

    /**
     * A worker has measured its sandboxes together. Use beyond the expectations counts as taken until the next
     * measurement.
     *
     * @param cpuMillis thousandths of a processor
     */
    public void measured(WorkerId id, DataSize memory, int cpuMillis) {
        mark(id, worker -> worker.measured(roundedUp(memory), cpuMillis));
    }

    private void mark(WorkerId id, Consumer<WorkerEntry> change) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            change.accept(worker);
            worker.zone.update(worker);
        }
    }

    /** A worker has exactly this code unpacked, whether or not sandboxes use it. */
    public void codeStored(WorkerId id, Collection<String> digests) {
        WorkerEntry worker = workers.get(id);
        if (worker != null) {
            List.copyOf(worker.storedCode).stream()
                    .filter(stored -> !digests.contains(stored.digest))
                    .forEach(stored -> forget(worker, stored));
            digests.forEach(digest -> codeStored(id, digest));
        }
    }

    /** A worker has also unpacked this code. At most {@link Limits#STORED_CODE} of each worker are kept here. */
    public void codeStored(WorkerId id, String digest) {
        WorkerEntry worker = workers.get(id);
        if (worker != null && worker.storedCode.size() < Limits.STORED_CODE) {
            CodeEntry stored = code.findOrAdd(digest, CodeEntry::new);
            if (worker.storedCode.add(stored)) {
                addCode(worker, stored);
            }
        }
    }

    private void forget(WorkerEntry worker, CodeEntry stored) {
        worker.storedCode.remove(stored);
        subtractCode(worker, stored);
    }

    private static void addCode(WorkerEntry worker, CodeEntry added) {
        if (worker.code.add(added.number) == 1) {
            added.arrived(worker);
        }
    }

    private void subtractCode(WorkerEntry worker, CodeEntry subtracted) {
        if (worker.code.subtract(subtracted.number) == 0) {
            subtracted.gone(worker);
            if (subtracted.workers == 0) {
                code.remove(subtracted.digest, subtracted.number);
            }
        }
    }

    /**
     * A sandbox is ordered on a worker, or runs there already: it takes room.
     *
     * @throws IllegalStateException if it exists already, or the worker does not
     */
    public void placed(SandboxId id, WorkerId on, Demand demand) {
        placed(id, on, demand, List.of());
    }

    /**
     * A sandbox is ordered by a plan with evictions. Until the evicted sandboxes are removed they are busy, and the new
     * one takes only the memory beyond theirs.
     */
    public void placed(SandboxId id, WorkerId on, Demand demand, List<SandboxId> evicted) {
        WorkerEntry worker = workers.get(on);
        if (worker == null) {
            throw new IllegalStateException("sandbox " + id + " on worker " + on + ", which has not joined");
        }
        if (sandboxes.containsKey(id)) {
            throw new IllegalStateException("sandbox " + id + " has been placed already");
        }
        FunctionEntry function = functions.findOrAdd(demand.function(), this::newFunction);
        CodeEntry[] used = new CodeEntry[demand.code().size()];
        for (int i = 0; i < used.length; i++) {
            used[i] = code.findOrAdd(demand.code().get(i), CodeEntry::new);
        }
        SandboxEntry sandbox = new SandboxEntry(id, worker, function, used, demand);
        for (SandboxId victim : evicted) {
            cover(sandbox, victim);
        }
        sandboxes.put(id, sandbox);
        function.addInZone(worker.zone, 1);
        function.account.sandboxes++;
        for (CodeEntry part : used) {
            addCode(worker, part);
        }
        worker.add(sandbox);
        worker.zone.update(worker);
    }

    private void cover(SandboxEntry sandbox, SandboxId evicted) {
        becameBusy(evicted);
        SandboxEntry victim = sandboxes.get(evicted);
        // a late message may have marked a sandbox as idle that is being evicted: its memory is promised already
        if (victim != null && victim.worker == sandbox.worker && !isThere(victim.evictedFor)) {
            victim.evictedFor = sandbox;
            sandbox.coveredMb = Math.min(sandbox.memoryMb, sandbox.coveredMb + victim.memoryMb);
        }
    }

    private boolean isThere(@Nullable SandboxEntry sandbox) {
        return sandbox != null && sandboxes.get(sandbox.id) == sandbox;
    }

    private FunctionEntry newFunction(FunctionArn arn, int number) {
        return new FunctionEntry(arn, number, accounts.findOrAdd(arn.account(), AccountEntry::new));
    }

    /** A sandbox is gone, or did not start; false if it was not there. */
    public boolean removed(SandboxId id) {
        SandboxEntry sandbox = sandboxes.remove(id);
        if (sandbox == null) {
            return false;
        }
        WorkerEntry worker = sandbox.worker;
        busy(sandbox);
        worker.remove(sandbox);
        SandboxEntry next = sandbox.evictedFor;
        if (next != null && isThere(next)) {
            worker.uncover(next, sandbox.memoryMb);
        }
        worker.zone.update(worker);
        for (CodeEntry part : sandbox.code) {
            subtractCode(worker, part);
        }
        FunctionEntry function = sandbox.function;
        function.addInZone(worker.zone, -1);
        if (function.sandboxes == 0) {
            functions.remove(function.arn, function.number);
        }
        AccountEntry account = function.account;
        if (--account.sandboxes == 0) {
            accounts.remove(account.id, account.number);
        }
        return true;
    }

    /**
     * A sandbox is idle. Again: its value has changed.
     *
     * @param value the value of keeping one mebibyte of it. Only differences between values matter; sandboxes of the
     *     lowest value are evicted first
     */
    public void becameIdle(SandboxId id, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("sandbox " + id + " is worth " + value);
        }
        SandboxEntry sandbox = sandboxes.get(id);
        if (sandbox == null) {
            return;
        }
        busy(sandbox);
        sandbox.worker.becameIdle(sandbox, value);
        if (sandbox.evictable()) {
            evictableMb += sandbox.memoryMb;
            evictableValue += sandbox.memoryMb * value;
        }
        sandbox.worker.zone.update(sandbox.worker);
    }

    /** The expected usage of a sandbox has changed. No effect for one that is being evicted. */
    public void expect(SandboxId id, DataSize memory, int cpuMillis) {
        SandboxEntry sandbox = sandboxes.get(id);
        if (sandbox == null || sandbox.coveredMb > 0 || isThere(sandbox.evictedFor)) {
            return;
        }
        boolean idle = sandbox.idle;
        double value = sandbox.value;
        busy(sandbox);
        sandbox.worker.expect(sandbox, roundedUp(memory), cpuMillis);
        if (idle) {
            becameIdle(id, value);
        }
        sandbox.worker.zone.update(sandbox.worker);
    }

    /** A sandbox is busy or is about to be stopped, so that it can't be evicted. */
    public void becameBusy(SandboxId id) {
        SandboxEntry sandbox = sandboxes.get(id);
        if (sandbox != null) {
            busy(sandbox);
            sandbox.worker.zone.update(sandbox.worker);
        }
    }

    private void busy(SandboxEntry sandbox) {
        if (sandbox.evictable()) {
            evictableMb -= sandbox.memoryMb;
            // the sum of no values is zero: removes accumulated rounding errors
            evictableValue = evictableMb == 0 ? 0 : evictableValue - sandbox.memoryMb * sandbox.value;
        }
        if (sandbox.idle) {
            sandbox.worker.becameBusy(sandbox);
        }
    }

    /** Whether some worker could hold a sandbox if that were its only one. If not, waiting for room is useless. */
    public boolean couldEverHold(Demand demand) {
        int neededMb = roundedUp(demand.expectedMemory());
        return inOrder.stream().anyMatch(worker -> !worker.draining && worker.memoryMb >= neededMb);
    }

    /** Whether any worker takes sandboxes, or will when it answers again. If not, one that joins is waited for. */
    public boolean hasWorkers() {
        return inOrder.stream().anyMatch(worker -> !worker.draining);
    }

    /** The expected memory of a worker's sandboxes together. */
    public DataSize assigned(WorkerId id) {
        WorkerEntry worker = workers.get(id);
        return DataSize.ofMebibytes(worker == null ? 0 : worker.assignedMb());
    }

    public int sandboxes() {
        return sandboxes.size();
    }

    /** The workers, in the order in which they joined. */
    List<WorkerEntry> workers() {
        return inOrder;
    }

    /** The zones that have workers, ordered by name. */
    List<Zone> zones() {
        return zones;
    }

    /** Null if it has no sandbox. */
    @Nullable
    FunctionEntry function(FunctionArn arn) {
        return functions.find(arn);
    }

    /** Null if it has no sandbox. */
    @Nullable
    AccountEntry account(FunctionArn arn) {
        return accounts.find(arn.account());
    }

    /** Null if no worker has it. */
    @Nullable
    CodeEntry code(String digest) {
        return code.find(digest);
    }

    /** The least value of all sandboxes that can be evicted; infinite if there is none. */
    double leastValue() {
        double least = Double.POSITIVE_INFINITY;
        for (Zone zone : zones) {
            least = Math.min(least, zone.leastValue());
        }
        return least;
    }

    /** The mean value of a mebibyte of all sandboxes that can be evicted; 0 if there is none. */
    double meanValue() {
        return evictableMb == 0 ? 0 : evictableValue / evictableMb;
    }

    static int roundedUp(DataSize size) {
        return Math.toIntExact(size.toMebibytesCeiling());
    }
}
