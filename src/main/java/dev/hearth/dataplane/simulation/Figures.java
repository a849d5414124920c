package dev.hearth.dataplane.simulation;

import java.util.Map;

/** The results of one simulation. */
public record Figures(Calls calls, Waits waits, Events events, Fleet fleet) {
    /**
     * The outcomes of calls.
     *
     * @param arrived the number of calls
     * @param served the calls that a sandbox ran
     * @param cold the served calls that waited for a sandbox that was started for them
     * @param failed the calls that ended without an answer: their Worker was lost, or did not answer in time
     * @param refused the refused calls, by Lambda's reason
     */
    public record Calls(long arrived, long served, long cold, long failed, Map<String, Long> refused) {
        /** Cold starts per hundred served calls. */
        public double coldPercent() {
            return served == 0 ? 0 : 100.0 * cold / served;
        }

        public long refusals() {
            return refused.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Percentiles of the time from a call to the start of its invocation, in microseconds. */
    public record Waits(long median, long p90, long p99, long p999, long greatest) {}

    /**
     * Asynchronous invocations.
     *
     * @param lost the events that were given up
     * @param mostWaiting the greatest number of events that waited or ran at once
     * @param median the median time from acceptance to first run, in microseconds
     * @param p99 the 99th percentile of that time
     */
    public record Events(long accepted, long lost, long mostWaiting, long median, long p99, long greatest) {}

    /**
     * The use of the fleet.
     *
     * @param idleMbSeconds the memory that idle sandboxes held, times its duration
     * @param sandboxesPerWorker the mean over Workers that have sandboxes
     * @param memoryShare the used share of the memory of Workers that have sandboxes, from 0 to 1
     * @param mostWorkers the greatest number of Workers that had sandboxes at once
     * @param processorLoad the 99th percentile of the demand for processors on a Worker, as a multiple of its
     *     processors
     * @param overloaded the share of samples in which a Worker's invocations demanded more processors than it has
     */
    public record Fleet(
            double idleMbSeconds,
            double sandboxesPerWorker,
            double memoryShare,
            long mostWorkers,
            double processorLoad,
            double overloaded) {}
}
