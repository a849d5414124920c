package dev.hearth.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class AccountCounterTest {
    private static final FunctionArn FUNCTION = function("000000000000", "first");
    private static final FunctionArn SIBLING = function("000000000000", "second");
    private static final FunctionArn STRANGER = function("111111111111", "first");

    @Test
    void refusesOverTheLimitWithLambdasReason() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(2));
        counter.acquire(FUNCTION);
        counter.acquire(SIBLING);

        ServiceException refusal = catchThrowableOfType(ServiceException.class, () -> counter.acquire(FUNCTION));

        assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(refusal).hasMessage("Rate Exceeded.");
        assertThat(refusal.reason()).contains("ConcurrentInvocationLimitExceeded");
        assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(1));
        assertThat(counter.running(FUNCTION)).isEqualTo(2);
    }

    @Test
    void countsEachAccountByItself() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(1));
        counter.acquire(FUNCTION);

        counter.acquire(STRANGER);

        assertThat(counter.running(FUNCTION)).isEqualTo(1);
        assertThat(counter.running(STRANGER)).isEqualTo(1);
    }

    @Test
    void countsAPermitClosedTwiceOnce() {
        AccountCounter counter = new AccountCounter(new ConcurrencyLimit(2));
        Counter.Permit permit = counter.acquire(FUNCTION);
        counter.acquire(FUNCTION);

        permit.close();
        permit.close();

        assertThat(counter.running(FUNCTION)).isEqualTo(1);
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
                        Counter.Permit permit = counter.acquire(random.nextBoolean() ? FUNCTION : SIBLING);
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

        assertThat(counter.running(FUNCTION)).isZero();
        assertThat(most.get()).isLessThanOrEqualTo(limit);
        assertThat(admitted.get()).isPositive();
    }

    private static FunctionArn function(String account, String name) {
        return new FunctionArn("us-east-1", new AccountId(account), name, Optional.empty());
    }
}
