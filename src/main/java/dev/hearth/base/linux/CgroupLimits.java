package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.util.OptionalLong;

/**
 * The limits of a cgroup's processes together.
 *
 * @param memory memory with swap
 * @param cpus the greatest processor time, in processors, such as 0.5
 * @param share the processor time, in processors, that the cgroup gets when its siblings compete for it: its weight.
 *     {@link Cgroup#limitProcessors} does not change this
 * @param processes the number of processes and threads
 */
public record CgroupLimits(DataSize memory, double cpus, double share, int processes) {
    /**
     * The period of the processor limit, in microseconds. With the kernel's default of 100 ms, a function with a tenth
     * of a processor would run for 10 ms and then stop for 90. A shorter period makes the pauses shorter.
     */
    static final long CPU_PERIOD_MICROSECONDS = 20_000;

    /** The least quota that the kernel accepts. */
    private static final long CPU_QUOTA_LEAST_MICROSECONDS = 1_000;

    /**
     * The memory of socket buffers that a cgroup of version 1 may have in addition, as a part of its memory limit: 32
     * MB of 128. Version 2 counts them as memory.
     */
    private static final int SOCKET_BUFFERS = 4;

    public CgroupLimits {
        if (memory.bytes() == 0 || !(cpus > 0) || !(share > 0) || processes < 1) {
            throw new IllegalArgumentException(
                    "limits must be above zero: " + memory + ", " + cpus + ", " + share + ", " + processes);
        }
    }

    /** The limit of socket buffers, where the kernel does not count them as memory. */
    DataSize socketBuffers() {
        return new DataSize(memory.bytes() / SOCKET_BUFFERS);
    }

    /**
     * The quota of a period, in microseconds. There is none if the limit could not be reached anyway: even then it
     * would delay processes at times, as the kernel distributes the quota to processors in slices.
     */
    static OptionalLong cpuQuotaMicroseconds(double cpus) {
        return cpus >= Runtime.getRuntime().availableProcessors()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(CPU_QUOTA_LEAST_MICROSECONDS, Math.round(cpus * CPU_PERIOD_MICROSECONDS)));
    }
}
