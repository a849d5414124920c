package dev.hearth.dataplane.simulation.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class QuantilesTest {
    private final Quantiles quantiles = new Quantiles(new double[] {0, 0.5, 1}, new double[] {10, 20, 100});

    @Test
    void goesStraightBetweenWhatIsKnown() {
        assertThat(quantiles.at(0)).isEqualTo(10);
        assertThat(quantiles.at(0.25)).isEqualTo(15);
        assertThat(quantiles.at(0.5)).isEqualTo(20);
        assertThat(quantiles.at(0.75)).isEqualTo(60);
        assertThat(quantiles.at(1)).isEqualTo(100);
    }

    @Test
    void itsMeanIsThatOfWhatIsDrawn() {
        SeededRandom random = new SeededRandom(3);
        double sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += quantiles.draw(random);
        }
        assertThat(sum / 100_000).isCloseTo(quantiles.mean(), within(0.3));
        assertThat(quantiles.mean()).isEqualTo(37.5);
    }

    @Test
    void aLognormalHasItsMedian() {
        assertThat(Quantiles.logNormal(684, 0.5).at(0.5)).isEqualTo(684);
    }

    @Test
    void whatDecreasesIsNoDistribution() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quantiles(new double[] {0, 0.5, 1}, new double[] {10, 9, 100}));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Quantiles(new double[] {0, 0.5}, new double[] {10, 11}));
    }
}
