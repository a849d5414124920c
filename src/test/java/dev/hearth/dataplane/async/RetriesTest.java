package dev.hearth.dataplane.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.async.Retries.Condition;
import dev.hearth.dataplane.async.Retries.Next;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.InvocationResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of an event, as Lambda's guide has it. */
class RetriesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Attempt DONE =
            new Attempt.Ran("1", new InvocationResult(new byte[0], Optional.empty(), new byte[0]));
    private static final Attempt FAILED =
            new Attempt.Ran("1", new InvocationResult(new byte[0], Optional.of("Unhandled"), new byte[0]));
    private static final Attempt THROTTLED =
            new Attempt.Refused(ServiceException.throttled(ThrottleReason.CONCURRENT_INVOCATIONS));
    private static final Attempt GONE =
            new Attempt.Impossible(new ServiceException(ErrorCode.RESOURCE_NOT_FOUND, "gone"));

    private final Event event = TestingEvents.event("f", NOW);

    private static RetryPolicy policy(int retries, Duration age) {
        return new RetryPolicy(retries, Duration.ofMinutes(1), age, Optional.empty(), Optional.empty());
    }

    @Test
    void whatWasProcessedIsDone() {
        assertThat(Retries.after(event, DONE, RetryPolicy.DEFAULT, NOW)).isEqualTo(new Next.Done());
    }

    @Test
    void aFailureIsTriedAgainAfterOneMinuteAndAfterTwo() {
        Next first = Retries.after(event, FAILED, RetryPolicy.DEFAULT, NOW);
        assertThat(first).isEqualTo(new Next.Again(event.afterError(NOW.plusSeconds(60))));
        Event retried = ((Next.Again) first).event();
        Next second = Retries.after(retried, FAILED, RetryPolicy.DEFAULT, NOW.plusSeconds(61));
        assertThat(second).isEqualTo(new Next.Again(retried.afterError(NOW.plusSeconds(61 + 120))));
        assertThat(Retries.after(((Next.Again) second).event(), FAILED, RetryPolicy.DEFAULT, NOW.plusSeconds(200)))
                .isEqualTo(new Next.GivenUp(Condition.RETRIES_EXHAUSTED));
        assertThat(Retries.after(event, FAILED, policy(0, Duration.ofHours(6)), NOW))
                .isEqualTo(new Next.GivenUp(Condition.RETRIES_EXHAUSTED));
    }

    @Test
    void whatIsThrottledWaitsLongerEachTimeUntilItIsTooOld() {
        List<Duration> waits = new ArrayList<>();
        Event waiting = event;
        Instant now = NOW;
        Next next = Retries.after(waiting, THROTTLED, RetryPolicy.DEFAULT, now);
        while (next instanceof Next.Again(Event again)) {
            waits.add(Duration.between(now, again.due()));
            waiting = again;
            now = again.due();
            next = Retries.after(waiting, THROTTLED, RetryPolicy.DEFAULT, now);
        }
        assertThat(next).isEqualTo(new Next.GivenUp(Condition.AGE_EXCEEDED));
        assertThat(waits).startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        assertThat(waits).isSorted().endsWith(Duration.ofMinutes(5));
        assertThat(Duration.between(NOW, now)).isBetween(Duration.ofHours(5), Duration.ofHours(6));
    }

    @Test
    void aRetryThatWouldComeTooLateIsNone() {
        assertThat(Retries.after(event, FAILED, policy(2, Duration.ofSeconds(60)), NOW.plusSeconds(5)))
                .isEqualTo(new Next.GivenUp(Condition.AGE_EXCEEDED));
        assertThat(Retries.isTooOld(event, policy(2, Duration.ofSeconds(60)), NOW.plusSeconds(61)))
                .isTrue();
        assertThat(Retries.isTooOld(event, policy(2, Duration.ofSeconds(60)), NOW.plusSeconds(60)))
                .isFalse();
    }

    @Test
    void whatCanNeverRunIsGivenUpAtOnce() {
        assertThat(Retries.after(event, GONE, RetryPolicy.DEFAULT, NOW))
                .isEqualTo(new Next.GivenUp(Condition.RETRIES_EXHAUSTED));
    }
}
