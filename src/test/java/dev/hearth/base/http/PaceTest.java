package dev.hearth.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {
    private long nanos = Long.MAX_VALUE - 1_000; // wraps around in the middle of each test
    private final Time time = new Time() {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos;
        }
    };
    private final Pace pace = new Pace(time, Duration.ofSeconds(30), 1_000);

    private void take(Duration wait, int bytes) {
        pace.waiting();
        nanos += wait.toNanos();
        pace.received(bytes);
    }

    @Test
    void aByteNowAndThenIsTooSlow() {
        pace.begin();
        for (int i = 0; i < 6; i++) {
            take(Duration.ofSeconds(5), 1);
            assertThat(pace.tooSlow()).isFalse();
        }
        take(Duration.ofSeconds(1), 1);
        assertThat(pace.tooSlow()).isTrue();
    }

    @Test
    void whatCameEarnsTime() {
        pace.begin();
        take(Duration.ofSeconds(1), 100_000);
        take(Duration.ofSeconds(128), 1);
        assertThat(pace.tooSlow()).isFalse();
        take(Duration.ofSeconds(2), 1);
        assertThat(pace.tooSlow()).isTrue();
        pace.begin();
        assertThat(pace.tooSlow()).as("the next body").isFalse();
    }

    @Test
    void timeInWhichNobodyWaitedIsNotThePeers() {
        pace.begin();
        take(Duration.ofSeconds(29), 1);
        nanos += Duration.ofHours(1).toNanos();
        assertThat(pace.tooSlow()).isFalse();
    }

    @Test
    void withoutARateNothingIsTooSlow() {
        Pace none = new Pace(time, Duration.ofSeconds(30), 0);
        none.waiting();
        nanos += Duration.ofDays(1).toNanos();
        none.received(1);
        assertThat(none.tooSlow()).isFalse();
    }
}
