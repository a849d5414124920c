package dev.hearth.dataplane.workermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.error.ErrorCategory;
import dev.hearth.error.ServiceException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Refusals refusals = new Refusals();
    private final ServiceException full = Refusals.full("No room.");

    @Test
    void manyRefusalsAreOneLineNowAndThen() {
        assertThat(refusals.count(full, -SECOND)).contains("requests refused for want of room: 1, the last: No room.");
        for (int i = 0; i < 700; i++) {
            assertThat(refusals.count(full, 0)).isEmpty();
        }
        assertThat(refusals.count(full, 9 * SECOND))
                .contains("requests refused for want of room: 701, the last: No room.");
        assertThat(refusals.count(full, 10 * SECOND)).isEmpty();
    }

    @Test
    void aRefusalIsLoadAndNoFailureOfThePlatform() {
        assertThat(full.code().category()).isEqualTo(ErrorCategory.THROTTLE);
        assertThat(full.reason()).contains("CallerRateLimitExceeded");
    }
}
