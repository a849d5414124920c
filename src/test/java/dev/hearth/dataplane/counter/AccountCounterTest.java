package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.dataplane.counter.Capacity.Reservation;
import dev.hearth.dataplane.counter.Permit.Pool;
import dev.hearth.error.ServiceException;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.time.Ids;
import dev.hearth.time.Timers;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In the same process, as its owner sees it. */
class AccountCounterTest extends CounterContract {
    @Override
    Counter reach(Counter own) {
        return own;
    }

    @Test
    void rememberNothingOfFunctionsThatRest() {
        AtomicInteger sweeps = new AtomicInteger();
        Timers counted = (when, task) -> {
            sweeps.incrementAndGet();
            return clock.at(when, task);
        };
        AccountCounter own = new AccountCounter(account -> new ConcurrencyLimit(10), clock, counted, Ids.secure());
        Capacity capacity = new Capacity(1, Optional.of(new Reservation(2, 1)), 2);
        for (int i = 0; i < 15; i++) {
            Claimant function = function("000000000000", "function " + i);
            own.end(own.acquire(function, capacity, InvocationKind.SYNCHRONOUS, TIMEOUT));
        }
        clock.advance(Limits.SWEEP.multipliedBy(2));
        int until = sweeps.get();

        clock.advance(Limits.SWEEP.multipliedBy(10));

        assertThat(sweeps).as("and no sweep was due").hasPositiveValue().hasValue(until);
        assertThatCode(() -> own.end(own.acquire(FUNCTION, capacity, InvocationKind.SYNCHRONOUS, TIMEOUT)))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyFunctionsOfWhichNothingRunsAreLookedAt() {
        Queue<FunctionPools> unused = new ArrayDeque<>();
        AccountPools account = new AccountPools(unused, clock.nanos());
        RequestRate pace = RequestRate.of(InvocationKind.SYNCHRONOUS, clock.nanos());
        Pool first = account.take(FUNCTION, reserved(5, 5), limit, pace);
        Pool second = account.take(FUNCTION, reserved(5, 5), limit, pace);
        unused.remove().forget(clock.nanos()); // it was new
        assertThat(unused).isEmpty();

        account.giveBack(FUNCTION, first);
        assertThat(unused).isEmpty();
        account.giveBack(FUNCTION, second);
        account.giveBack(FUNCTION, account.take(FUNCTION, reserved(5, 5), limit, pace));
        assertThat(unused).as("it is noted once").hasSize(1);
        unused.remove().forget(clock.nanos());
        assertThat(unused).as("its requests are still counted").hasSize(1);
        clock.advance(Limits.REQUESTS_DEPTH);
        unused.remove().forget(clock.nanos());
        assertThat(unused).isEmpty();
        assertThat(account.take(FUNCTION, reserved(5, 5), limit, pace)).isEqualTo(Pool.RESERVED);
    }

    @Test
    void beginsAnewWithWhatRuns() {
        limit = 4;
        Capacity provisioned = new Capacity(1, Optional.of(new Reservation(2, 1)), 2);
        List<Permit> running = List.of(
                acquire(FUNCTION, provisioned),
                acquire(FUNCTION, provisioned),
                acquire(SIBLING, withheld(2)),
                acquire(STRANGER));
        AccountCounter another = new AccountCounter(account -> new ConcurrencyLimit(limit), clock, clock, Ids.secure());
        Permit forgotten = another.acquire(SIBLING, withheld(2), InvocationKind.SYNCHRONOUS, TIMEOUT);

        another.rebuild(running);
        another.end(forgotten);

        assertThat(another.running(FUNCTION.account())).isEqualTo(3);
        assertThat(another.running(STRANGER.account())).isEqualTo(1);
        assertThat(catchThrowableOfType(
                                ServiceException.class,
                                () -> another.acquire(FUNCTION, provisioned, InvocationKind.SYNCHRONOUS, TIMEOUT))
                        .reason())
                .contains(RESERVED_CONCURRENCY);
        Permit next = another.acquire(SIBLING, withheld(2), InvocationKind.SYNCHRONOUS, TIMEOUT);
        assertThat(running).extracting(Permit::id).doesNotContain(next.id());
        running.forEach(another::end);
        another.end(next);
        assertThat(another.running()).isZero();
        assertThat(another.acquire(FUNCTION, provisioned, InvocationKind.SYNCHRONOUS, TIMEOUT)
                        .pool())
                .isEqualTo(Pool.PROVISIONED);
    }

    @Test
    void takesBackWhatItBeganAnewWithAndNobodyEnds() {
        Permit running = acquire(FUNCTION);
        AccountCounter another = new AccountCounter(account -> new ConcurrencyLimit(limit), clock, clock, Ids.secure());
        another.rebuild(List.of(running, running));
        assertThat(another.running()).isEqualTo(1);
        clock.advance(TIMEOUT.plus(Limits.PERMIT_MARGIN).plus(Limits.SWEEP));
        assertThat(another.running()).isZero();
    }
}
