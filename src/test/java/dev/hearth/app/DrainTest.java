package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DrainTest {
    private final List<String> said = new ArrayList<>();
    private Duration passed = Duration.ofDays(-1); // the zero of such a clock means nothing

    private final Time time = new Time() {
        @Override
        public Instant now() {
            throw new AssertionError("the wall clock may jump");
        }

        @Override
        public long nanos() {
            return passed.toNanos();
        }
    };

    @ParameterizedTest
    @CsvSource({"1, 1 invocation", "12, 12 invocations"})
    void saysHowManyRunAndHowLongTheyMay(int running, String named) {
        new Drain(Duration.ofSeconds(30), time, () -> running, said::add).begin();
        assertThat(said).containsExactly("hearth: stopping: " + named + " may take up to 30 s more");
    }

    @Test
    void allHaveTheSameTime() {
        Drain drain = new Drain(Duration.ofSeconds(30), time, () -> 0, said::add);
        drain.begin();
        assertThat(said).isEmpty();
        assertThat(drain.left()).isEqualTo(Duration.ofSeconds(30));
        passed = passed.plusSeconds(20);
        assertThat(drain.left()).isEqualTo(Duration.ofSeconds(10));
        passed = passed.plusSeconds(20);
        assertThat(drain.left()).isZero();
    }
}
