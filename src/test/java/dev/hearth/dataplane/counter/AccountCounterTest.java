package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class AccountCounterTest {
    private static final Claimant FUNCTION = function("000000000000", "first");
    private static final Claimant SIBLING = function("000000000000", "second");
    private static final Claimant STRANGER = function("111111111111", "first");

    @Test
    void refusesOverTheLimitWithLambdasReason() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(2));
        counter.acquire(FUNCTION, Capacity.SHARED);
        counter.acquire(SIBLING, Capacity.SHARED);

        ServiceException refusal =
                catchThrowableOfType(ServiceException.class, () -> counter.acquire(FUNCTION, Capacity.SHARED));

        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refusal).hasMessage("Rate Exceeded.");
        assertThat(refusal.reason()).contains("ConcurrentInvocationLimitExceeded");
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(counter.running(FUNCTION.account())).isEqualTo(2);
    }

    @Test
    void countsEachAccountByItself() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(1));
        counter.acquire(FUNCTION, Capacity.SHARED);

        counter.acquire(STRANGER, Capacity.SHARED);

        assertThat(counter.running(FUNCTION.account())).isEqualTo(1);
        assertThat(counter.running(STRANGER.account())).isEqualTo(1);
    }

    @Test
    void aReservationIsTheFunctionsOwnAndItsLimit() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(3));
        Capacity own = new Capacity(0, Optional.of(1), 0);
        Capacity others = new Capacity(0, Optional.empty(), 1);
        Counter.Permit permit = counter.acquire(FUNCTION, own);
        counter.acquire(SIBLING, others);
        counter.acquire(SIBLING, others);

        assertThat(throttled(counter, FUNCTION, own)).contains("ReservedFunctionConcurrentInvocationLimitExceeded");
        assertThat(throttled(counter, SIBLING, others)).contains("ConcurrentInvocationLimitExceeded");
        assertThat(counter.running(SIBLING.account())).isEqualTo(3);
        permit.close();
        counter.acquire(FUNCTION, own);
    }

    @Test
    void aReservationOfNothingStopsTheFunction() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(3));

        assertThat(throttled(counter, FUNCTION, new Capacity(0, Optional.of(0), 0)))
                .contains("ReservedFunctionConcurrentInvocationLimitExceeded");
    }

    @Test
    void aReservationLoweredBelowWhatRunsLetsNobodyInBeforeEnoughHaveEnded() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(10));
        List<Counter.Permit> running = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            running.add(counter.acquire(FUNCTION, new Capacity(0, Optional.of(3), 0)));
        }
        Capacity lowered = new Capacity(0, Optional.of(2), 0);
        Capacity none = new Capacity(0, Optional.of(0), 0);

        assertThat(throttled(counter, FUNCTION, none)).contains("ReservedFunctionConcurrentInvocationLimitExceeded");
        assertThat(counter.running(FUNCTION.account())).as("what runs, runs on").isEqualTo(3);
        running.removeLast().close();
        assertThat(throttled(counter, FUNCTION, lowered)).contains("ReservedFunctionConcurrentInvocationLimitExceeded");
        running.removeLast().close();
        running.add(counter.acquire(FUNCTION, lowered));
        running.forEach(Counter.Permit::close);
        assertThat(counter.running(FUNCTION.account())).isZero();
        assertThat(throttled(counter, FUNCTION, none)).contains("ReservedFunctionConcurrentInvocationLimitExceeded");
    }

    @Test
    void aReservationCountsWhatTheFunctionRanBeforeIt() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(10));
        Capacity own = new Capacity(0, Optional.of(2), 0);
        Counter.Permit before = counter.acquire(FUNCTION, Capacity.SHARED);
        counter.acquire(FUNCTION, own);

        assertThat(throttled(counter, FUNCTION, own)).contains("ReservedFunctionConcurrentInvocationLimitExceeded");
        before.close();
        counter.acquire(FUNCTION, own);
    }

    @Test
    void whatRunsOnAReservationThatWasTakenAwayCountsForTheAccount() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(3));
        Capacity own = new Capacity(0, Optional.of(2), 2);
        Counter.Permit first = counter.acquire(FUNCTION, own);
        counter.acquire(FUNCTION, own);
        counter.acquire(SIBLING, Capacity.SHARED);

        assertThat(throttled(counter, SIBLING, Capacity.SHARED)).contains("ConcurrentInvocationLimitExceeded");
        first.close();
        counter.acquire(SIBLING, Capacity.SHARED);
    }

    @Test
    void whatIsProvisionedComesFirstAndTheAccountsAfterIt() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(3));
        Capacity provisioned = new Capacity(2, Optional.empty(), 2);
        counter.acquire(SIBLING, new Capacity(0, Optional.empty(), 2));
        counter.acquire(FUNCTION, provisioned);
        Counter.Permit second = counter.acquire(FUNCTION, provisioned);

        assertThat(throttled(counter, FUNCTION, provisioned)).contains("ConcurrentInvocationLimitExceeded");
        second.close();
        counter.acquire(FUNCTION, provisioned);
        assertThat(counter.running(FUNCTION.account())).isEqualTo(3);
    }

    private static Optional<String> throttled(AccountCounter counter, Claimant function, Capacity capacity) {
        return catchThrowableOfType(ServiceException.class, () -> counter.acquire(function, capacity))
                .reason();
    }

    @Test
    void countsAPermitClosedTwiceOnce() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(2));
        Counter.Permit permit = counter.acquire(FUNCTION, Capacity.SHARED);
        counter.acquire(FUNCTION, Capacity.SHARED);

        permit.close();
        permit.close();

        assertThat(counter.running(FUNCTION.account())).isEqualTo(1);
    }

    @Test
    void losesNothingWhenManyRace() throws InterruptedException {
        int limit = 8;
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(limit));
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger admitted = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 32; i++) {
            Random random = new Random(i);
            callers.add(Thread.ofVirtual().start(() -> {
                for (int call = 0; call < 500; call++) {
                    try {
                        Counter.Permit permit =
                                counter.acquire(random.nextBoolean() ? FUNCTION : SIBLING, Capacity.SHARED);
                        admitted.incrementAndGet();
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        LockSupport.parkNanos(random.nextInt(20_000));
                        inside.decrementAndGet();
                        permit.close();
                        if (random.nextInt(3) == 0) {
                            permit.close();
                        }
                    } catch (ServiceException refusal) {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
                    }
                }
            }));
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(counter.running(FUNCTION.account())).isZero();
        assertThat(most.get()).isLessThanOrEqualTo(limit);
        assertThat(admitted.get()).isPositive();
    }

    private static Claimant function(String account, String name) {
        return new Claimant(new AccountId(account), name, "1");
    }
}
