package dev.hearth.base.linux;

import dev.hearth.model.DataSize;
import java.util.OptionalLong;

/**
 * What the processes of a cgroup may use together.
 *
 * @param memory in all, with what is swapped out
 * @param cpus processors' worth of time, such as 0.5
 * @param share processors' worth of time that it gets before others do where there is not enough for all: against its
 *     siblings it weighs so much. {@link Cgroup#limitProcessors} does not change this
 * @param processes how many, threads counted
 */
public record CgroupLimits(DataSize memory, double cpus, double share, int processes) {
    /**
     * Over this much time the processor share is kept, in microseconds. The kernel's usual 100 ms would let a function
     * with a tenth of a processor run for 10 ms and then stop for 90; shorter periods make it slow, not jerky.
     */
    static final long CPU_PERIOD_MICROSECONDS = 20_000;

    /** The kernel refuses less. */
    private static final long CPU_QUOTA_LEAST_MICROSECONDS = 1_000;

    /**
     * The part of its memory that a cgroup of version 1 may have in buffers of sockets besides: 32 MB of 128. In
     * version 2 they are part of the memory.
     */
    private static final int SOCKET_BUFFERS = 4;

    public CgroupLimits {
        if (memory.bytes() == 0 || !(cpus > 0) || !(share > 0) || processes < 1) {
            throw new IllegalArgumentException(
                    "limits must be above zero: " + memory + ", " + cpus + ", " + share + ", " + processes);
        }
    }

    /** What the kernel may keep for its sockets, where that does not count as memory. */
    DataSize socketBuffers() {
        return new DataSize(memory.bytes() / SOCKET_BUFFERS);
    }

    /**
     * How long processes may run in a period, in microseconds; none if they could not use more anyway: a limit that is
     * never reached still holds them up now and then, as the kernel hands the time out to each processor in slices.
     */
    static OptionalLong cpuQuotaMicroseconds(double cpus) {
        return cpus >= Runtime.getRuntime().availableProcessors()
                ? OptionalLong.empty()
                : OptionalLong.of(Math.max(CPU_QUOTA_LEAST_MICROSECONDS, Math.round(cpus * CPU_PERIOD_MICROSECONDS)));
    }
}
