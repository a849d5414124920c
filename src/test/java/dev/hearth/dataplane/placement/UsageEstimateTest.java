package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class UsageEstimateTest {
    private final UsageEstimate estimate = new UsageEstimate(mib(1024), 4);

    @Test
    void isTheLimitAndWhatItBuysUntilEnoughWasMeasured() {
        assertThat(estimate.memory()).isEqualTo(mib(1024));
        assertThat(estimate.cpuMillis()).isEqualTo(1024 * 1000 / 1769 / 8);

        for (int i = 1; i < Limits.MEASURES_BEFORE_TRUST; i++) {
            measured(mib(300), 200);
        }

        assertThat(estimate.memory()).isEqualTo(mib(1024));
    }

    @Test
    void coversNearlyAllPeaks() {
        for (int i = 0; i < 1000; i++) {
            measured(mib(i % 100 < 96 ? 300 : 900), 200);
        }
        assertThat(estimate.memory())
                .as("the edge of the sixteenth that 300 is in")
                .isEqualTo(mib(320));

        for (int i = 0; i < 1000; i++) {
            measured(mib(i % 100 < 80 ? 300 : 900), 200);
        }
        assertThat(estimate.memory()).isEqualTo(mib(960));
    }

    @Test
    void neverGoesBelowTheLimitByTheOvercommitNorAboveTheLimit() {
        for (int i = 0; i < 100; i++) {
            measured(mib(10), 1);
        }
        assertThat(estimate.memory()).isEqualTo(mib(256));

        for (int i = 0; i < 1000; i++) {
            measured(mib(2000), 1);
        }
        assertThat(estimate.memory()).isEqualTo(mib(1024));
    }

    @Test
    void neverGoesBelowTheFloorUnlessTheLimitDoes() {
        UsageEstimate floored = new UsageEstimate(mib(1024), 100, mib(50));
        UsageEstimate small = new UsageEstimate(mib(40), 100, mib(50));
        for (int i = 0; i < 100; i++) {
            floored.measured(mib(1), OptionalInt.of(1));
            small.measured(mib(1), OptionalInt.of(1));
        }
        assertThat(floored.memory()).isEqualTo(mib(64)); // the edge of the first sixteenth
        assertThat(small.memory()).isEqualTo(mib(40));
    }

    @Test
    void forgetsWhatWasLongAgo() {
        for (int i = 0; i < 40_000; i++) {
            measured(mib(1000), 900);
        }
        assertThat(estimate.memory()).isEqualTo(mib(1024));

        for (int i = 0; i < 400_000; i++) {
            measured(mib(400), 100);
        }

        assertThat(estimate.memory()).isEqualTo(mib(448));
        assertThat(estimate.cpuMillis()).isBetween(100, 120);
    }

    @Test
    void isTheLimitWithoutOvercommit() {
        UsageEstimate certain = new UsageEstimate(mib(1024), 1);
        for (int i = 0; i < 100; i++) {
            certain.measured(mib(10), OptionalInt.of(300));
        }
        assertThat(certain.memory()).isEqualTo(mib(1024));
        assertThat(certain.cpuMillis()).as("processors are learned always").isEqualTo(300);
    }

    @Test
    void whatWasMeasuredBeforeIsTrustedAtOnce() {
        estimate.measuredBefore(mib(300), OptionalInt.of(40), Limits.MEASURES_BEFORE_TRUST - 1);
        assertThat(estimate.memory()).isEqualTo(mib(1024));
        estimate.measuredBefore(mib(300), OptionalInt.of(40), 1_000_000);
        assertThat(estimate.memory()).isEqualTo(mib(320));
        assertThat(estimate.cpuMillis()).isEqualTo(40);
    }

    @Test
    void unknownProcessorTimeTeachesNothing() {
        int before = estimate.cpuMillis();
        estimate.measured(mib(300), OptionalInt.empty());
        assertThat(estimate.cpuMillis()).isEqualTo(before);
        estimate.measured(mib(300), OptionalInt.of(500));
        assertThat(estimate.cpuMillis()).isEqualTo(500);
    }

    private void measured(DataSize peak, int cpuMillis) {
        estimate.measured(peak, OptionalInt.of(cpuMillis));
    }

    private static DataSize mib(long mebibytes) {
        return DataSize.ofMebibytes(mebibytes);
    }
}
