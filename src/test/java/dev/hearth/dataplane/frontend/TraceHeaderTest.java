package dev.hearth.dataplane.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.time.Ids;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TraceHeaderTest {
    private static final String ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793";

    private final VirtualClock clock = new VirtualClock(Instant.ofEpochSecond(0x6b0d5f9bL));

    private String header(String sent, boolean sampled) {
        return TraceHeader.of(Optional.of(sent), () -> sampled, clock, Ids.secure());
    }

    @Test
    void aNewOneSaysWhetherTheCallIsSampled() {
        assertThat(TraceHeader.of(Optional.empty(), () -> true, clock, Ids.secure()))
                .matches("Root=1-6b0d5f9b-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1");
        assertThat(header("no header", false)).matches("Root=1-6b0d5f9b-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0");
    }

    @Test
    void whatTheCallerDecidedStays() {
        String whole = ROOT + ";Parent=53995c3f42cd8ad8;Sampled=0";
        assertThat(header(whole, true)).isEqualTo(whole);
        assertThat(header(ROOT + ";Sampled=1", false)).matches(ROOT + ";Sampled=1;Parent=[0-9a-f]{16}");
        assertThat(header(ROOT, true)).matches(ROOT + ";Parent=[0-9a-f]{16};Sampled=1");
    }

    @Test
    void theFirstCallOfASecondIsSampledAndOneInTwentyOfTheOthers() {
        TraceSampling sampling = new TraceSampling();
        for (int second = 0; second < 3; second++) {
            long now = clock.now().getEpochSecond();
            assertThat(sampling.samples(now, () -> 0.99)).isTrue();
            assertThat(sampling.samples(now, () -> 0.99)).isFalse();
            assertThat(sampling.samples(now, () -> 0.049)).isTrue();
            assertThat(sampling.samples(now, () -> 0.05)).isFalse();
            clock.advance(Duration.ofSeconds(1));
        }
    }
}
