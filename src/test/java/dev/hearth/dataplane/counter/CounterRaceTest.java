package dev.hearth.dataplane.counter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.counter.Capacity.Reservation;
import dev.hearth.error.ServiceException;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.time.Ids;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Two thousand callers at once, of which some are killed, against every kind of limit. */
class CounterRaceTest {
    private static final int CALLERS = 2_000;
    private static final int CALLS = 40;
    private static final int LIMIT = 50;
    private static final int RESERVED = 7;
    private static final int PROVISIONED = 5;
    private static final int PROVISIONED_OF_RESERVED = 3;
    private static final int WITHHELD = RESERVED + PROVISIONED;
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** What may be asked for. */
    private record Kind(Claimant claimant, Capacity capacity) {
        static final Kind RESERVED_VERSION = of("reserved", "1", PROVISIONED_OF_RESERVED);
        static final Kind RESERVED_LATEST = of("reserved", "$LATEST", 0);
        static final Kind PROVISIONED_VERSION = of("provisioned", "1", PROVISIONED);
        static final List<Kind> ALL = List.of(
                RESERVED_VERSION, RESERVED_LATEST, PROVISIONED_VERSION, of("plain", "$LATEST", 0), of("other", "2", 0));

        private static Kind of(String function, String version, int provisioned) {
            Optional<Reservation> reservation = function.equals("reserved")
                    ? Optional.of(new Reservation(RESERVED, PROVISIONED_OF_RESERVED))
                    : Optional.empty();
            return new Kind(new Claimant(ACCOUNT, function, version), new Capacity(provisioned, reservation, WITHHELD));
        }
    }

    private final AccountCounter counter = new AccountCounter(
            account -> new ConcurrencyLimit(LIMIT), Time.SYSTEM, (when, task) -> () -> {}, Ids.secure());
    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    private final Map<String, Integer> most = Map.of(
            "account", LIMIT,
            "unreserved", LIMIT - WITHHELD,
            "reserved", RESERVED,
            "reserved, on demand", RESERVED - PROVISIONED_OF_RESERVED,
            "provisioned 1", PROVISIONED,
            "reserved 1", PROVISIONED_OF_RESERVED);
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final AtomicInteger admitted = new AtomicInteger();

    /** Ends a call in the middle. */
    private static final class Killed extends RuntimeException {
        Killed() {
            super("killed", null, false, false);
        }
    }

    @Test
    void noLimitIsExceededByOneAndNoPermitLeaks() throws InterruptedException {
        long seed = System.nanoTime();
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> callers = new ArrayList<>();
        ThreadFactory platform = Thread.ofPlatform().daemon().factory();
        ThreadFactory virtual = Thread.ofVirtual().factory();
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(seed + i);
            Thread caller = (i % 100 == 0 ? platform : virtual).newThread(() -> {
                await(begin);
                for (int call = 0; call < CALLS; call++) {
                    callOnce(random);
                }
            });
            callers.add(caller);
            caller.start();
        }
        begin.countDown();
        for (int i = 0; i < CALLERS; i += 3) {
            callers.get(i).interrupt();
        }
        for (Thread caller : callers) {
            caller.join();
        }

        assertThat(violations).as("seed %d", seed).isEmpty();
        assertThat(admitted.get()).as("seed %d", seed).isPositive();
        assertThat(counter.running()).as("seed %d", seed).isZero();
        assertThat(taken(Kind.RESERVED_LATEST)).isEqualTo(RESERVED - PROVISIONED_OF_RESERVED);
        assertThat(taken(Kind.RESERVED_VERSION)).isEqualTo(PROVISIONED_OF_RESERVED);
        assertThat(taken(Kind.PROVISIONED_VERSION)).isEqualTo(PROVISIONED + LIMIT - WITHHELD);
        assertThat(counter.running(ACCOUNT)).isEqualTo(LIMIT);
    }

    private static void await(CountDownLatch begin) {
        try {
            begin.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // its first call is killed
        }
    }

    private void callOnce(Random random) {
        Kind kind = Kind.ALL.get(random.nextInt(Kind.ALL.size()));
        try {
            Permit permit = counter.acquire(kind.claimant(), kind.capacity(), InvocationKind.ASYNCHRONOUS, TIMEOUT);
            try {
                run(permit, random);
            } finally {
                counter.end(permit);
                if (random.nextInt(4) == 0) {
                    counter.end(permit);
                }
            }
        } catch (ServiceException | Killed refusedOrKilled) {
            LockSupport.parkNanos(random.nextInt(200_000));
        }
    }

    private void run(Permit permit, Random random) {
        admitted.incrementAndGet();
        List<AtomicInteger> entered = new ArrayList<>();
        for (String name : counted(permit)) {
            AtomicInteger count = inside.computeIfAbsent(name, absent -> new AtomicInteger());
            entered.add(count);
            int now = count.incrementAndGet();
            if (now > most.getOrDefault(name, Integer.MAX_VALUE)) {
                violations.add(name + ": " + now);
            }
        }
        try {
            LockSupport.parkNanos(random.nextInt(50_000));
            if (Thread.interrupted() || random.nextInt(5) == 0) {
                throw new Killed();
            }
        } finally {
            entered.forEach(AtomicInteger::decrementAndGet);
        }
    }

    private static List<String> counted(Permit permit) {
        Claimant claimant = permit.claimant();
        List<String> counted = new ArrayList<>(List.of("account", claimant.function()));
        switch (permit.pool()) {
            case UNRESERVED -> counted.add("unreserved");
            case RESERVED -> counted.add("reserved, on demand");
            case PROVISIONED -> counted.add(claimant.function() + " " + claimant.version());
        }
        counted.remove("provisioned"); // it spills over
        return counted;
    }

    /** How many can be had of it now: all that there are, if nothing leaked. */
    private int taken(Kind kind) {
        int taken = 0;
        try {
            while (taken <= LIMIT) {
                counter.acquire(kind.claimant(), kind.capacity(), InvocationKind.ASYNCHRONOUS, TIMEOUT);
                taken++;
            }
        } catch (ServiceException full) {
            assertThat(full.reason()).isPresent();
        }
        return taken;
    }
}
