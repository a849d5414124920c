package dev.hearth.base.linux;

/** All cgroups of one {@link Slot}. */
public interface CgroupTree {
    /**
     * The tree of this name, directly below the root of each hierarchy as this process sees it. Makes nothing yet.
     *
     * @throws LinuxException if this machine's cgroups can't be used, with the reason
     */
    static CgroupTree open(String name) {
        return CgroupDetection.open(name, Mount.all());
    }

    /** Makes a cgroup, empty, with these limits. */
    Cgroup create(String name, CgroupLimits limits);

    /**
     * Kills every process in the tree, and removes all of it.
     *
     * @return how many cgroups there were
     */
    int removeAll();
}
