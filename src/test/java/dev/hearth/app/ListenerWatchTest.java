package dev.hearth.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ListenerWatchTest {
    @Test
    void oneLostServerIsToldOnce() {
        VirtualClock clock = new VirtualClock(Instant.EPOCH);
        AtomicBoolean lost = new AtomicBoolean();
        AtomicInteger told = new AtomicInteger();
        new ListenerWatch(List.of(() -> false, lost::get), clock, clock, told::incrementAndGet).start();

        clock.advance(Duration.ofMinutes(1));
        assertThat(told).hasValue(0);
        lost.set(true);
        clock.advance(Duration.ofMinutes(1));
        assertThat(told).hasValue(1);
    }
}
