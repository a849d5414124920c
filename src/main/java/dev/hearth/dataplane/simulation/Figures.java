package dev.hearth.dataplane.simulation;

import java.util.Map;

/** What came out of one simulation. */
public record Figures(Calls calls, Waits waits, Events events, Fleet fleet) {
    /**
     * What became of calls.
     *
     * @param arrived how many there were
     * @param served how many a sandbox ran
     * @param cold how many of these waited for a sandbox that was started for them
     * @param failed how many ended without an answer: their Worker was lost, or nobody answered in time
     * @param refused how many were refused, by Lambda's reason
     */
    public record Calls(long arrived, long served, long cold, long failed, Map<String, Long> refused) {
        /** Cold starts of a hundred calls. */
        public double coldPercent() {
            return served == 0 ? 0 : 100.0 * cold / served;
        }

        public long refusals() {
            return refused.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** From a call to the beginning of its invocation, in microseconds: what so many of a hundred do not exceed. */
    public record Waits(long median, long p90, long p99, long p999, long greatest) {}

    /**
     * Calls that went through the queues of events.
     *
     * @param lost how many were given up
     * @param mostWaiting how many there were at most, waiting or running
     * @param median from the acceptance to the first run, in microseconds: what half of them do not exceed
     * @param p99 what 99 of a hundred do not exceed
     */
    public record Events(long accepted, long lost, long mostWaiting, long median, long p99, long greatest) {}

    /**
     * How well the fleet was used.
     *
     * @param idleMbSeconds memory that idle sandboxes held
     * @param sandboxesPerWorker on Workers that have any, on average
     * @param memoryShare of Workers with sandboxes, how much of the memory is used, from 0 to 1
     * @param mostWorkers the most Workers that had sandboxes at once
     * @param processorLoad what 99 of a hundred looks at Workers do not exceed, as a multiple of their processors
     * @param overloaded the share of such looks at which invocations wanted more processors than there are
     */
    public record Fleet(
            double idleMbSeconds,
            double sandboxesPerWorker,
            double memoryShare,
            long mostWorkers,
            double processorLoad,
            double overloaded) {}
}
