package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.time.Duration;

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

    /**
     * Limits the memory of all cgroups together: over it, the kernel kills processes in this tree, and nowhere else.
     * To be called before the first cgroup is made.
     */
    void limitMemory(DataSize together);

    /** The memory that all cgroups together use now, without page cache, which the kernel can free. */
    DataSize memoryUsed();

    /** The processor time that all cgroups together have used, removed ones too; zero where the kernel can't tell. */
    Duration processorTime();

    /** Makes an empty cgroup with these limits. */
    Cgroup create(String name, CgroupLimits limits);

    /**
     * Kills every process in the tree, and removes all of it.
     *
     * @return how many cgroups there were
     */
    int removeAll();
}
