package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class IntCountsTest {
    @RepeatedTest(50)
    void countsLikeAMap(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        int keys = 1 + random.nextInt(200);
        IntCounts counts = new IntCounts();
        Map<Integer, Integer> model = new HashMap<>();
        for (int step = 0; step < 3000; step++) {
            int key = random.nextInt(keys);
            boolean growing = step / 500 % 2 == 0;
            if (random.nextInt(3) > 0 == growing) {
                assertThat(counts.add(key)).isEqualTo(model.merge(key, 1, Integer::sum));
            } else if (model.containsKey(key)) {
                int left = counts.subtract(key);
                model.merge(key, -1, (one, other) -> one + other == 0 ? null : one + other);
                assertThat(left).isEqualTo(model.getOrDefault(key, 0));
            }
            int asked = random.nextInt(keys);
            assertThat(counts.count(asked)).as("seed %d, step %d", seed, step).isEqualTo(model.getOrDefault(asked, 0));
        }
        for (int key = 0; key < keys; key++) {
            assertThat(counts.count(key)).as("seed %d", seed).isEqualTo(model.getOrDefault(key, 0));
        }
    }

    @Test
    void hasNothingToTakeFromNothing() {
        IntCounts counts = new IntCounts();
        counts.add(1);
        counts.subtract(1);

        assertThatThrownBy(() -> counts.subtract(1)).isInstanceOf(IllegalStateException.class);
    }
}
