package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import org.junit.jupiter.api.Test;

class UsageEstimateTest {
    private final UsageEstimate estimate = new UsageEstimate(mib(1024));

    @Test
    void isTheLimitAndWhatItBuysUntilEnoughWasMeasured() {
        assertThat(estimate.memory()).isEqualTo(mib(1024));
        assertThat(estimate.cpuMillis()).isEqualTo(1024 * 1000 / 1769 / 8);

        for (int i = 1; i < Limits.MEASURES_BEFORE_TRUST; i++) {
            estimate.measured(mib(300), 200);
        }

        assertThat(estimate.memory()).isEqualTo(mib(1024));
    }

    @Test
    void coversNearlyAllPeaks() {
        for (int i = 0; i < 1000; i++) {
            estimate.measured(mib(i % 100 < 96 ? 300 : 900), 200);
        }
        assertThat(estimate.memory())
                .as("the edge of the sixteenth that 300 is in")
                .isEqualTo(mib(320));

        for (int i = 0; i < 1000; i++) {
            estimate.measured(mib(i % 100 < 80 ? 300 : 900), 200);
        }
        assertThat(estimate.memory()).isEqualTo(mib(960));
    }

    @Test
    void neverGoesBelowAQuarterNorAboveTheLimit() {
        for (int i = 0; i < 100; i++) {
            estimate.measured(mib(10), 1);
        }
        assertThat(estimate.memory()).isEqualTo(mib(256));

        for (int i = 0; i < 1000; i++) {
            estimate.measured(mib(2000), 1);
        }
        assertThat(estimate.memory()).isEqualTo(mib(1024));
    }

    @Test
    void forgetsWhatWasLongAgo() {
        for (int i = 0; i < 40_000; i++) {
            estimate.measured(mib(1000), 900);
        }
        assertThat(estimate.memory()).isEqualTo(mib(1024));

        for (int i = 0; i < 400_000; i++) {
            estimate.measured(mib(400), 100);
        }

        assertThat(estimate.memory()).isEqualTo(mib(448));
        assertThat(estimate.cpuMillis()).isBetween(100, 120);
    }

    private static DataSize mib(long mebibytes) {
        return DataSize.ofMebibytes(mebibytes);
    }
}
