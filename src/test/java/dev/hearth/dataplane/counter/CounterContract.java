package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.dataplane.counter.Capacity.Reservation;
import dev.hearth.dataplane.counter.Permit.Pool;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.time.Ids;
import dev.hearth.time.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every Counter does, whatever is between it and who asks it. */
@Timeout(60)
abstract class CounterContract {
    static final Claimant FUNCTION = function("000000000000", "first");
    static final Claimant SIBLING = function("000000000000", "second");
    static final Claimant STRANGER = function("111111111111", "first");
    static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final String CONCURRENCY = "ConcurrentInvocationLimitExceeded";
    private static final String RATE = "FunctionInvocationRateLimitExceeded";
    static final String RESERVED_CONCURRENCY = "ReservedFunctionConcurrentInvocationLimitExceeded";
    private static final String RESERVED_RATE = "ReservedFunctionInvocationRateLimitExceeded";

    final VirtualClock clock = new VirtualClock(Instant.EPOCH);
    int limit = 2;
    final AccountCounter local = new AccountCounter(account -> new ConcurrencyLimit(limit), clock, clock, Ids.secure());
    private Counter counter = local;

    @BeforeEach
    void begin() {
        counter = reach(local);
    }

    /** The Counter as others see it. */
    abstract Counter reach(Counter local);

    @Test
    void refusesOverTheLimitWithLambdasReason() {
        acquire(FUNCTION);
        acquire(SIBLING);

        ServiceException refusal = catchThrowableOfType(ServiceException.class, () -> acquire(FUNCTION));

        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refusal).hasMessage("Rate Exceeded.");
        assertThat(refusal.reason()).contains(CONCURRENCY);
        assertThat(running()).isEqualTo(2);
    }

    @Test
    void countsEachAccountByItself() {
        limit = 1;
        acquire(FUNCTION);

        acquire(STRANGER);

        assertThat(running()).isEqualTo(1);
        assertThat(counter.running(STRANGER.account())).isEqualTo(1);
        assertThat(local.running()).isEqualTo(2);
    }

    @Test
    void aLimitThatChangesHoldsFromTheNextOneOn() {
        acquire(FUNCTION);
        acquire(FUNCTION);
        limit = 3;
        Permit third = acquire(FUNCTION);
        limit = 1;
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(CONCURRENCY);
        counter.end(third);
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(CONCURRENCY);
        assertThat(running()).as("what runs, runs on").isEqualTo(2);
    }

    @Test
    void aReservationIsTheFunctionsOwnAndItsLimit() {
        limit = 3;
        Capacity own = reserved(1, 1);
        Capacity others = withheld(1);
        Permit permit = acquire(FUNCTION, own);
        acquire(SIBLING, others);
        acquire(SIBLING, others);

        assertThat(refusal(FUNCTION, own)).contains(RESERVED_CONCURRENCY);
        assertThat(refusal(SIBLING, others)).contains(CONCURRENCY);
        assertThat(running()).isEqualTo(3);
        counter.end(permit);
        assertThat(acquire(FUNCTION, own).pool()).isEqualTo(Pool.RESERVED);
    }

    @Test
    void aReservationOfNothingStopsTheFunction() {
        assertThat(refusal(FUNCTION, reserved(0, 0))).contains(RESERVED_CONCURRENCY);
        assertThat(refusal(FUNCTION, reserved(0, 0), InvocationKind.ASYNCHRONOUS))
                .contains(RESERVED_CONCURRENCY);
    }

    @Test
    void aReservationLoweredBelowWhatRunsLetsNobodyInBeforeEnoughHaveEnded() {
        limit = 10;
        List<Permit> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(acquire(FUNCTION, reserved(3, 3)));
        }
        Capacity lowered = reserved(2, 2);

        assertThat(refusal(FUNCTION, reserved(0, 0))).contains(RESERVED_CONCURRENCY);
        assertThat(running()).as("what runs, runs on").isEqualTo(3);
        counter.end(running.removeLast());
        assertThat(refusal(FUNCTION, lowered)).contains(RESERVED_CONCURRENCY);
        counter.end(running.removeLast());
        running.add(acquire(FUNCTION, lowered));
        running.forEach(counter::end);
        assertThat(running()).isZero();
        assertThat(refusal(FUNCTION, reserved(0, 0))).contains(RESERVED_CONCURRENCY);
    }

    @Test
    void aReservationCountsWhatTheFunctionRanBeforeIt() {
        limit = 10;
        Capacity own = reserved(2, 2);
        Permit before = acquire(FUNCTION);
        acquire(FUNCTION, own);

        assertThat(refusal(FUNCTION, own)).contains(RESERVED_CONCURRENCY);
        counter.end(before);
        acquire(FUNCTION, own);
    }

    @Test
    void whatRunsOnAReservationThatWasTakenAwayCountsForTheAccount() {
        limit = 3;
        Permit first = acquire(FUNCTION, reserved(2, 2));
        acquire(FUNCTION, reserved(2, 2));
        acquire(SIBLING);

        assertThat(refusal(SIBLING, Capacity.UNRESERVED)).contains(CONCURRENCY);
        counter.end(first);
        acquire(SIBLING);
    }

    @Test
    void aReservationGetsItsUnitsOnceTheAccountHasThem() {
        limit = 2;
        Permit before = acquire(SIBLING);
        acquire(SIBLING);

        assertThat(refusal(FUNCTION, reserved(1, 1)))
                .as("never do more run than the account may")
                .contains(CONCURRENCY);
        counter.end(before);
        assertThat(refusal(SIBLING, withheld(1))).contains(CONCURRENCY);
        acquire(FUNCTION, reserved(1, 1));
    }

    @Test
    void whatIsProvisionedComesFirstAndTheAccountsAfterIt() {
        limit = 3;
        Capacity provisioned = new Capacity(2, Optional.empty(), 2);
        assertThat(acquire(FUNCTION, provisioned).pool()).isEqualTo(Pool.PROVISIONED);
        Permit second = acquire(FUNCTION, provisioned);
        Permit spilled = acquire(FUNCTION, provisioned);
        assertThat(spilled.pool()).isEqualTo(Pool.UNRESERVED);

        assertThat(refusal(FUNCTION, provisioned)).contains(CONCURRENCY);
        assertThat(refusal(SIBLING, withheld(2))).contains(CONCURRENCY);
        counter.end(second);
        assertThat(refusal(SIBLING, withheld(2))).contains(CONCURRENCY);
        assertThat(acquire(FUNCTION, provisioned).pool()).isEqualTo(Pool.PROVISIONED);
        assertThat(running()).isEqualTo(3);
    }

    @Test
    void whatIsProvisionedOfAReservationIsNotForOtherVersions() {
        limit = 10;
        Claimant latest = new Claimant(FUNCTION.account(), FUNCTION.function(), "$LATEST");
        Capacity version = new Capacity(2, Optional.of(new Reservation(3, 2)), 3);
        Capacity others = new Capacity(0, Optional.of(new Reservation(3, 2)), 3);
        assertThat(acquire(FUNCTION, version).pool()).isEqualTo(Pool.PROVISIONED);
        assertThat(acquire(latest, others).pool()).isEqualTo(Pool.RESERVED);

        assertThat(refusal(latest, others)).contains(RESERVED_CONCURRENCY);
        assertThat(acquire(FUNCTION, version).pool()).isEqualTo(Pool.PROVISIONED);
        assertThat(refusal(FUNCTION, version)).contains(RESERVED_CONCURRENCY);
        assertThat(refusal(latest, new Capacity(0, Optional.of(new Reservation(2, 2)), 2)))
                .as("all that is reserved is provisioned")
                .contains(RESERVED_CONCURRENCY);
    }

    @Test
    void synchronousRequestsHaveTheRateOfTheAccountsUnits() {
        assertThat(passed(FUNCTION, Capacity.UNRESERVED, 30)).isEqualTo(20);
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(RATE);
        assertThat(refusal(SIBLING, Capacity.UNRESERVED)).as("one rate for all").contains(RATE);
        clock.advance(Duration.ofMillis(49));
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(RATE);
        clock.advance(Duration.ofMillis(1));
        assertThat(passed(SIBLING, Capacity.UNRESERVED, 2)).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(passed(FUNCTION, Capacity.UNRESERVED, 30))
                .as("it does not accrue")
                .isEqualTo(20);
        assertThat(running()).isZero();
    }

    @Test
    void aReservationHasItsOwnRate() {
        limit = 1_000;
        assertThat(passed(FUNCTION, reserved(3, 3), 100)).isEqualTo(30);
        assertThat(refusal(FUNCTION, reserved(3, 3))).contains(RESERVED_RATE);
        assertThat(passed(SIBLING, withheld(3), 100)).isEqualTo(100);
        clock.advance(Duration.ofMillis(34));
        assertThat(passed(FUNCTION, reserved(3, 3), 2)).isEqualTo(1);
        assertThat(passed(FUNCTION, Capacity.UNRESERVED, 1))
                .as("it was taken away")
                .isEqualTo(1);
    }

    @Test
    void whatIsProvisionedHasItsRateAndSpillsOver() {
        limit = 10;
        Capacity provisioned = new Capacity(1, Optional.empty(), 1);
        List<Pool> pools = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Permit permit = acquire(FUNCTION, provisioned);
            pools.add(permit.pool());
            counter.end(permit);
        }
        assertThat(pools.subList(0, 10)).containsOnly(Pool.PROVISIONED);
        assertThat(pools.subList(10, 12)).containsOnly(Pool.UNRESERVED);
        assertThat(passed(FUNCTION, provisioned, 100)).isEqualTo(88);
        assertThat(refusal(FUNCTION, provisioned)).contains(RATE);
    }

    @Test
    void nobodyWaitsForAnAsynchronousAnswerSoItHasNoRate() {
        limit = 1;
        for (int i = 0; i < 1_000; i++) {
            counter.end(counter.acquire(FUNCTION, Capacity.UNRESERVED, InvocationKind.ASYNCHRONOUS, TIMEOUT));
        }
        Permit running = counter.acquire(FUNCTION, Capacity.UNRESERVED, InvocationKind.ASYNCHRONOUS, TIMEOUT);
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED, InvocationKind.ASYNCHRONOUS))
                .contains(CONCURRENCY);
        counter.end(running);
        assertThat(passed(FUNCTION, Capacity.UNRESERVED, 11)).isEqualTo(10);
    }

    @Test
    void aRefusedRequestTakesNoToken() {
        limit = 1;
        Permit running = acquire(FUNCTION);
        for (int i = 0; i < 100; i++) {
            assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(CONCURRENCY);
        }
        counter.end(running);
        assertThat(passed(FUNCTION, Capacity.UNRESERVED, 100)).isEqualTo(9);
    }

    @Test
    void countsAPermitEndedTwiceOnce() {
        Permit permit = acquire(FUNCTION);
        acquire(FUNCTION);

        counter.end(permit);
        counter.end(permit);

        assertThat(running()).isEqualTo(1);
    }

    @Test
    void aPermitGoesBackToItsOwnPoolWhateverIsConfiguredMeanwhile() {
        limit = 10;
        Permit provisioned = acquire(FUNCTION, new Capacity(1, Optional.empty(), 1));
        Permit reserved = acquire(SIBLING, reserved(1, 2));
        acquire(FUNCTION);
        counter.end(provisioned);
        counter.end(reserved);
        for (int i = 0; i < 9; i++) {
            acquire(FUNCTION);
        }
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(CONCURRENCY);
    }

    @Test
    void takesALeakedPermitBackAfterItsTime() {
        limit = 1;
        Permit leaked = acquire(FUNCTION, Capacity.UNRESERVED);

        clock.advance(TIMEOUT.plus(Limits.PERMIT_MARGIN).minusNanos(1));
        assertThat(refusal(FUNCTION, Capacity.UNRESERVED)).contains(CONCURRENCY);
        clock.advance(Limits.SWEEP);
        assertThat(running()).isZero();
        Permit next = acquire(FUNCTION);
        counter.end(leaked);
        assertThat(running()).as("its late end is not another one's").isEqualTo(1);
        counter.end(next);
        assertThat(running()).isZero();
    }

    Permit acquire(Claimant claimant) {
        return acquire(claimant, Capacity.UNRESERVED);
    }

    Permit acquire(Claimant claimant, Capacity capacity) {
        return counter.acquire(claimant, capacity, InvocationKind.SYNCHRONOUS, TIMEOUT);
    }

    /** How many of so many pass, one after the other. */
    private int passed(Claimant claimant, Capacity capacity, int tries) {
        int passed = 0;
        for (int i = 0; i < tries; i++) {
            try {
                counter.end(acquire(claimant, capacity));
                passed++;
            } catch (ServiceException refusal) {
                assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
            }
        }
        return passed;
    }

    private Optional<String> refusal(Claimant claimant, Capacity capacity) {
        return refusal(claimant, capacity, InvocationKind.SYNCHRONOUS);
    }

    private Optional<String> refusal(Claimant claimant, Capacity capacity, InvocationKind kind) {
        return catchThrowableOfType(ServiceException.class, () -> counter.acquire(claimant, capacity, kind, TIMEOUT))
                .reason();
    }

    private int running() {
        return counter.running(FUNCTION.account());
    }

    static Capacity reserved(int units, int withheld) {
        return new Capacity(0, Optional.of(new Reservation(units, 0)), withheld);
    }

    static Capacity withheld(int units) {
        return new Capacity(0, Optional.empty(), units);
    }

    static Claimant function(String account, String name) {
        return new Claimant(new AccountId(account), name, "1");
    }
}
