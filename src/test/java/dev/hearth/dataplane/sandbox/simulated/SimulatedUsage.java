package dev.hearth.dataplane.sandbox.simulated;

import dev.hearth.model.DataSize;
import java.time.Duration;

/** What a simulated sandbox uses of memory and processors. For the sandbox, whose lock is held. */
final class SimulatedUsage {
    private long memory;
    private long peak;
    private Duration processorTime = Duration.ZERO;

    /** Takes more memory; false if that is over the limit. */
    boolean take(DataSize more, long limit) {
        memory += more.bytes();
        peak = Math.max(peak, Math.min(memory, limit));
        return memory <= limit;
    }

    void release(DataSize less) {
        memory = Math.max(0, memory - less.bytes());
    }

    void work(Duration time) {
        processorTime = processorTime.plus(time);
    }

    DataSize peak() {
        return new DataSize(peak);
    }

    Duration processorTime() {
        return processorTime;
    }
}
