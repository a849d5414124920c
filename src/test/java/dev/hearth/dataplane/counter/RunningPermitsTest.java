package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningPermitsTest {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    private static final Claimant CLAIMANT = new Claimant(new AccountId("000000000000"), "f", "$LATEST");

    private final RunningPermits permits = new RunningPermits(PERIOD);

    private static Permit permit(long id, long seconds) {
        return new Permit(
                id,
                CLAIMANT,
                Permit.Pool.UNRESERVED,
                Duration.ofSeconds(seconds).toNanos());
    }

    private static long at(long seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void onlyThoseAreLookedAtWhoseTimeIsAboutToBeOver() {
        for (int id = 0; id < 1_000; id++) {
            permits.add(permit(id, 600));
        }
        Permit over = permit(1_001, -25);
        Permit soon = permit(1_002, 3);
        permits.add(over);
        permits.add(soon);

        assertThat(permits.dueSoon(at(1))).containsExactlyInAnyOrder(over, soon);
        assertThat(permits.dueSoon(at(-11))).containsExactly(over);
        assertThat(permits.dueSoon(at(-31))).isEmpty();
    }

    @Test
    void eachIsThereOnceAndCanBeRemovedOnce() {
        Permit permit = permit(1, 5);

        assertThat(permits.add(permit)).isTrue();
        assertThat(permits.add(permit)).isFalse();
        assertThat(permits.isEmpty()).isFalse();
        assertThat(permits.remove(permit)).isTrue();
        assertThat(permits.remove(permit)).isFalse();
        assertThat(permits.isEmpty()).isTrue();
    }

    @Test
    void oneThatIsLateIsFoundThoughItsPeriodIsOverLongSince() {
        assertThat(permits.dueSoon(at(100))).isEmpty();
        Permit late = permit(1, 5);

        permits.add(late);

        assertThat(permits.dueSoon(at(100))).containsExactly(late);
        assertThat(permits.remove(late)).isTrue();
        assertThat(permits.dueSoon(at(100))).isEmpty();
    }
}
