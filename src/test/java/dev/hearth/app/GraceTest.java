package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What one part of a stop has used of the time, the next one does not have. */
final class GraceTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final Grace grace = new Grace(Duration.ofSeconds(30), new Time() {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos.get();
        }
    });

    @Test
    void allPartsShareIt() {
        assertThat(grace.left()).isEqualTo(Duration.ofSeconds(30));
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        grace.begin();
        assertThat(grace.left()).isEqualTo(Duration.ofSeconds(30));
        nanos.addAndGet(Duration.ofSeconds(12).toNanos());
        assertThat(grace.left()).isEqualTo(Duration.ofSeconds(18));
        nanos.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(grace.left()).isZero();
    }
}
