package dev.hearth.dataplane.placement;

import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/** The state of one worker: its room, and its sandboxes counted by function, account and code. */
final class WorkerEntry {
    final WorkerId id;
    final Zone zone;
    final int memoryMb;
    final int cpuMillis;
    final IntCounts functions = new IntCounts();
    final IntCounts accounts = new IntCounts();

    /** Its sandboxes by their code; code that it has stored counts as one more. */
    final IntCounts code = new IntCounts();

    final Set<CodeEntry> storedCode = new HashSet<>(4);
    private final List<SandboxEntry> sandboxes = new ArrayList<>();
    private final NavigableSet<SandboxEntry> evictable = new TreeSet<>();
    boolean draining;
    boolean silent;
    private boolean left;
    private int assignedMb;
    private int evictableMb;
    private int expectedCpuMillis;

    /** What it said that it uses beyond what was expected of its sandboxes at that time. */
    private int surplusMb;

    private int surplusCpuMillis;

    /** What its place in the orders of its zone is by, while it has one. */
    boolean ordered;

    int orderedFreeMb;
    int orderedReachMb;
    double orderedValue;

    WorkerEntry(WorkerId id, Zone zone, int memoryMb, int cpuMillis) {
        this.id = id;
        this.zone = zone;
        this.memoryMb = memoryMb;
        this.cpuMillis = cpuMillis;
    }

    boolean takesSandboxes() {
        return !draining && !silent && !left;
    }

    /** It is no longer part of the fleet. */
    void leave() {
        left = true;
    }

    /** Negative if it uses more than it has. */
    int freeMb() {
        return memoryMb - assignedMb - surplusMb;
    }

    /** The room that it would have with every idle sandbox evicted. */
    int reachMb() {
        return freeMb() + evictableMb;
    }

    int assignedMb() {
        return assignedMb;
    }

    /** Thousandths of processors that it is expected to use. */
    int loadMillis() {
        return expectedCpuMillis + surplusCpuMillis;
    }

    /** The least value of an idle sandbox that could be evicted; infinite if there is none. */
    double leastValue() {
        return evictable.isEmpty() ? Double.POSITIVE_INFINITY : evictable.first().value;
    }

    List<SandboxEntry> sandboxes() {
        return sandboxes;
    }

    /** Idle ones that could be evicted, the least value first. */
    NavigableSet<SandboxEntry> evictable() {
        return evictable;
    }

    void measured(int usedMb, int usedCpuMillis) {
        surplusMb = Math.max(0, usedMb - assignedMb);
        surplusCpuMillis = Math.max(0, usedCpuMillis - expectedCpuMillis);
    }

    /** A busy one comes. */
    void add(SandboxEntry sandbox) {
        sandbox.position = sandboxes.size();
        sandboxes.add(sandbox);
        assignedMb += sandbox.memoryMb - sandbox.coveredMb;
        expectedCpuMillis += sandbox.cpuMillis;
        functions.add(sandbox.function.number);
        accounts.add(sandbox.function.account.number);
    }

    /** A busy one goes. */
    void remove(SandboxEntry sandbox) {
        SandboxEntry last = sandboxes.removeLast();
        if (last != sandbox) {
            sandboxes.set(sandbox.position, last);
            last.position = sandbox.position;
        }
        assignedMb -= sandbox.memoryMb - sandbox.coveredMb;
        expectedCpuMillis -= sandbox.cpuMillis;
        functions.subtract(sandbox.function.number);
        accounts.subtract(sandbox.function.account.number);
    }

    /** A sandbox that was evicted for another one is gone: as much of the other one's memory counts as its own now. */
    void uncover(SandboxEntry sandbox, int freedMb) {
        int uncoveredMb = Math.min(freedMb, sandbox.coveredMb);
        sandbox.coveredMb -= uncoveredMb;
        assignedMb += uncoveredMb;
    }

    /** A busy one is expected to use something else than before. */
    void expect(SandboxEntry sandbox, int memoryMb, int cpuMillis) {
        assignedMb += memoryMb - sandbox.memoryMb;
        expectedCpuMillis += cpuMillis - sandbox.cpuMillis;
        sandbox.memoryMb = memoryMb;
        sandbox.cpuMillis = cpuMillis;
    }

    void becameIdle(SandboxEntry sandbox, double value) {
        sandbox.idle = true;
        sandbox.value = value;
        if (sandbox.evictable()) {
            evictable.add(sandbox);
            evictableMb += sandbox.memoryMb;
        }
    }

    void becameBusy(SandboxEntry sandbox) {
        if (sandbox.evictable()) {
            evictable.remove(sandbox);
            evictableMb -= sandbox.memoryMb;
        }
        sandbox.idle = false;
    }
}
