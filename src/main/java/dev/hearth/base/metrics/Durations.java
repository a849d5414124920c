package dev.hearth.base.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A histogram of durations. It counts a duration in some ten nanoseconds and without allocation, because each call
 * counts several. Safe for use by several threads.
 */
public final class Durations {
    private static final double NANOS_OF_A_SECOND = 1e9;

    /** The upper bounds of the buckets: 1, 2.5 and 5 of each power of ten, from 10 µs to 50 s. */
    private static final long[] BOUNDS = LongStream.iterate(
                    10_000, first -> first <= 10_000_000_000L, first -> first * 10)
            .flatMap(first -> LongStream.of(first, first * 5 / 2, first * 5))
            .toArray();

    private static final double[] BOUNDS_IN_SECONDS = LongStream.concat(
                    Arrays.stream(BOUNDS), LongStream.of(Long.MAX_VALUE))
            .mapToDouble(nanos -> nanos == Long.MAX_VALUE ? Double.POSITIVE_INFINITY : nanos / NANOS_OF_A_SECOND)
            .toArray();

    private final Labels labels;
    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);
    private final LongAdder sum = new LongAdder();

    Durations(Labels labels) {
        this.labels = labels;
    }

    /** Counts a duration. */
    public void record(long nanos) {
        int found = Arrays.binarySearch(BOUNDS, nanos); // a bound belongs to its bucket
        counts[found < 0 ? -found - 1 : found].increment();
        sum.add(nanos);
    }

    HistogramDataPointSnapshot snapshot() {
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(
                        BOUNDS_IN_SECONDS,
                        Arrays.stream(counts).mapToLong(LongAdder::sum).toArray()))
                .sum(sum.sum() / NANOS_OF_A_SECOND)
                .build();
    }
}
