package dev.hearth.dataplane.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void percentilesAreWithinAHundredth() {
        Histogram histogram = new Histogram();
        for (long value = 1; value <= 1_000_000; value++) {
            histogram.add(value);
        }
        assertThat(histogram.percentile(50)).isCloseTo(500_000, withinPercentage(1));
        assertThat(histogram.percentile(99)).isCloseTo(990_000, withinPercentage(1));
        assertThat(histogram.percentile(99.9)).isCloseTo(999_000, withinPercentage(1));
        assertThat(histogram.percentile(100)).isEqualTo(1_000_000);
        assertThat(histogram.mean()).isEqualTo(500_000.5);
    }

    @Test
    void smallValuesAreExactAndLargeOnesFit() {
        Histogram histogram = new Histogram();
        assertThat(histogram.percentile(99)).isZero();
        histogram.add(0);
        histogram.add(7);
        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.percentile(51)).isEqualTo(7);
        histogram.add(Long.MAX_VALUE);
        assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
        assertThat(histogram.greatest()).isEqualTo(Long.MAX_VALUE);
    }
}
