package dev.hearth.dataplane.sandbox.machine;

import dev.hearth.base.linux.KernelLimits;
import dev.hearth.base.linux.ResourceLimits;
import dev.hearth.base.linux.Slot;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sandboxes this machine can have at once: as many as the narrowest of its limits allows. A sandbox counts
 * from before its first part is made until nothing is left of it, so that none is begun that can't be finished.
 */
final class Capacity {
    private final Bound narrowest;
    private final AtomicInteger taken = new AtomicInteger();

    /**
     * A limit of the machine.
     *
     * @param name what is limited, and how that is changed
     * @param all how much there is
     * @param kept how much of it is for all else
     * @param each how much a sandbox takes
     */
    record Bound(String name, long all, long kept, int each) {
        int sandboxes() {
            return Math.clamp((all - kept) / each, 0, Integer.MAX_VALUE);
        }
    }

    /** Of the narrowest of these. */
    Capacity(List<Bound> bounds) {
        this.narrowest = bounds.stream()
                .min(Comparator.comparingInt(Bound::sandboxes))
                .orElseThrow(() -> new IllegalArgumentException("no limits"));
    }

    /** By the limits of this machine and of this process, as they are now. */
    static Capacity ofThisMachine() {
        long files = ResourceLimits.openFiles(Long.MAX_VALUE);
        long tasks = KernelLimits.tasks();
        long namespaces = KernelLimits.namespaces();
        return new Capacity(List.of(
                new Bound(
                        "open files of Hearth (ulimit -Hn, LimitNOFILE= of systemd)",
                        files,
                        files / CapacityLimits.FILES_FOR_CALLERS + CapacityLimits.OWN_FILES,
                        CapacityLimits.FILES),
                new Bound(
                        "processes and threads (sysctl kernel.pid_max, kernel.threads-max)",
                        tasks,
                        tasks / CapacityLimits.KEPT,
                        CapacityLimits.TASKS),
                new Bound(
                        "namespaces (sysctl user.max_mnt_namespaces and its like)",
                        namespaces,
                        namespaces / CapacityLimits.KEPT,
                        CapacityLimits.NAMESPACES),
                new Bound(
                        "cgroups (fixed in the kernel)",
                        KernelLimits.CGROUPS,
                        KernelLimits.CGROUPS / CapacityLimits.KEPT,
                        CapacityLimits.CGROUPS),
                new Bound(
                        "network addresses of one Hearth",
                        Slot.ADDRESSES,
                        CapacityLimits.OWN_ADDRESSES,
                        CapacityLimits.ADDRESSES)));
    }

    int most() {
        return narrowest.sandboxes();
    }

    /** What limits it, and how many it allows: a clause for an operator. */
    String reason() {
        return "this machine can have " + most() + " sandboxes at once, by its limit of " + narrowest.name() + ": "
                + narrowest.all() + ", of which " + narrowest.kept() + " are for all else and a sandbox takes "
                + narrowest.each();
    }

    /**
     * Counts one more.
     *
     * @throws MachineFullException if there are as many as there can be
     */
    void take() {
        int most = most();
        if (taken.getAndUpdate(now -> now < most ? now + 1 : now) >= most) {
            throw new MachineFullException("no more sandboxes: " + reason());
        }
    }

    /** Nothing is left of one. */
    void giveBack() {
        taken.decrementAndGet();
    }
}
