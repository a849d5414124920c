package dev.hearth.dataplane.async;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the machine decides, with faults, crashes and crowds, on a virtual clock. */
class EventMachineTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final long FIRST_SEED = Long.getLong("hearth.seed", 1);
    private static final int SEEDS = Integer.getInteger("hearth.seeds", 100);

    private static QueueId queue(String function) {
        return new QueueId(ACCOUNT, function);
    }

    static List<Long> seeds() {
        return java.util.stream.LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS)
                .boxed()
                .toList();
    }

    /** Whatever fails and dies: each event that was accepted ends, and is run by nobody twice at a time. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyEventEnds(long seed) {
        SimulatedEvents world = new SimulatedEvents(seed);
        Random random = new Random(seed);
        world.storeFails = random.nextInt(3) * 0.05;
        world.functionFails = random.nextInt(3) * 0.1;
        world.functionRefuses = random.nextInt(3) * 0.2;
        world.bug = random.nextInt(2) * 0.02;
        world.targetThrottled = random.nextInt(3) * 0.3;
        boolean tells = random.nextBoolean();
        Optional<String> target = tells ? Optional.of("arn") : Optional.empty();
        world.policy = new RetryPolicy(random.nextInt(3), Duration.ofMinutes(1), Duration.ofHours(1), target, target);
        world.leave(queue("f0"), random.nextInt(100));
        world.start();
        for (int step = 0; step < 60; step++) {
            for (int i = random.nextInt(12); i > 0; i--) {
                AccountId account = new AccountId("%012d".formatted(random.nextInt(3)));
                world.accept(new QueueId(account, "f" + random.nextInt(5)));
            }
            world.clock.advance(Duration.ofMillis(random.nextInt(400)));
            if (random.nextInt(30) == 0) {
                world.crash();
            }
        }
        world.clock.advance(Duration.ofHours(8)); // the longest that an event and its record may wait
        assertThat(world.waiting()).as("seed %s: events left", seed).isZero();
        assertThat(world.machine().queues())
                .as("seed %s: queues remembered", seed)
                .isZero();
        assertThat(world.machine().running()).as("seed %s: slots taken", seed).isZero();
        assertThat(world.machine().isIdle()).isTrue();
        for (String name : world.accepted.keySet()) {
            boolean ended = world.succeeded.contains(name) || world.givenUp.contains(name) || world.told.contains(name);
            assertThat(ended).as("seed %s: event %s ended", seed, name).isTrue();
        }
    }

    /** The order of events is kept where nothing fails, and there is one claim for many. */
    @Test
    void aBacklogIsWorkedOffInOrderByFewClaims() {
        SimulatedEvents world = new SimulatedEvents(1);
        world.leave(queue("f"), 5_000);
        world.start();
        world.clock.advance(Duration.ofMinutes(2));
        assertThat(world.waiting()).isZero();
        assertThat(world.succeeded).hasSize(5_000);
        List<String> order = new ArrayList<>(world.begun.keySet());
        for (int i = 0; i < order.size(); i++) {
            assertThat(Math.abs(Integer.parseInt(order.get(i)) - i))
                    .as("places off")
                    .isLessThan(2 * Limits.WIDTH);
        }
        assertThat(world.claims).isLessThan(5_000 / 8);
        assertThat(world.postponed).as("writes for events that had to wait").isZero();
    }

    /** Behind very many of a slow function, one of another function waits for nobody. */
    @ParameterizedTest(name = "{0} slow functions")
    @org.junit.jupiter.params.provider.ValueSource(ints = {1, 4, 20})
    void aFunctionDoesNotWaitBehindOthers(int slow) {
        SimulatedEvents world = new SimulatedEvents(slow);
        world.seconds = id -> id.function().startsWith("slow") ? 0.2 : 0.01;
        for (int i = 0; i < slow; i++) {
            world.leave(queue("slow" + i), 100_000 / slow);
        }
        world.start();
        world.clock.advance(Duration.ofSeconds(5));
        for (int i = 0; i < 200; i++) {
            String name = world.accept(queue("other" + i));
            world.clock.advance(Duration.ofMillis(100));
            Instant begun = world.begun.getOrDefault(name, Instant.MAX);
            assertThat(begun).as("event %s of %s slow ones", i, slow).isBefore(world.clock.now());
        }
    }

    /** Functions that never end can be many before one that has no slot waits. */
    @Test
    void functionsThatHangLeaveRoom() {
        for (int run = 0; run < 100; run++) {
            SimulatedEvents world = new SimulatedEvents(run);
            String prefix = "run" + run + "-";
            // each is quick at first, by which it may have as many slots as any may
            Instant hanging = world.clock.now().plusSeconds(2);
            world.seconds =
                    id -> id.function().contains("hangs") && world.clock.now().isAfter(hanging) ? 1e6 : 0.01;
            for (int i = 0; i < 16; i++) {
                world.leave(queue(prefix + "hangs" + i), 1_000);
            }
            world.start();
            world.clock.advance(Duration.ofSeconds(4));
            assertThat(world.machine().running()).as("run %s", run).isGreaterThan(Limits.WIDTH);
            QueueId other = queue(prefix + "other");
            world.accept(other);
            world.clock.advance(SECOND);
            assertThat(world.begun.keySet()).as("run %s", run).contains(lastOf(world));
        }
    }

    private static String lastOf(SimulatedEvents world) {
        return new ArrayList<>(world.accepted.keySet()).getLast();
    }

    /** An account with very many functions takes no more from another one's than an account with few. */
    @Test
    void accountsTakeTurnsBeforeFunctions() {
        SimulatedEvents world = new SimulatedEvents(3);
        world.seconds = id -> 0.2;
        AccountId small = new AccountId("000000000001");
        AccountId large = new AccountId("000000000002");
        for (int i = 0; i < 500; i++) {
            world.leave(new QueueId(large, "f" + i), 200);
        }
        world.start();
        world.clock.advance(Duration.ofSeconds(5));
        for (int i = 0; i < 100; i++) {
            world.accept(new QueueId(small, "f"));
        }
        List<String> names = new ArrayList<>(world.accepted.keySet());
        world.clock.advance(Duration.ofSeconds(5));
        long begun = names.subList(names.size() - 100, names.size()).stream()
                .filter(world.begun::containsKey)
                .count();
        assertThat(begun).as("of the small account's events").isEqualTo(100);
        assertThat(world.machine().running()).isLessThanOrEqualTo(Limits.SLOTS);
    }

    /** What is refused pauses its function: the others of a long queue are not tried one after the other. */
    @Test
    void aThrottledFunctionIsAskedNowAndThen() {
        SimulatedEvents world = new SimulatedEvents(4);
        world.functionRefuses = 1;
        world.leave(queue("f"), 10_000);
        world.start();
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(world.postponed).as("refused, in ten minutes").isBetween(15, 60);
        world.functionRefuses = 0;
        world.clock.advance(Duration.ofMinutes(2));
        assertThat(world.succeeded)
                .as("half a minute after the first is not refused")
                .hasSize(10_000);
    }

    @Test
    void eventsThatAreTooOldAreNotHeldUpByAThrottle() {
        SimulatedEvents world = new SimulatedEvents(5);
        world.functionRefuses = 1;
        world.policy =
                new RetryPolicy(2, Duration.ofMinutes(1), Duration.ofMinutes(1), Optional.empty(), Optional.empty());
        world.leave(queue("f"), 1_000);
        world.start();
        world.clock.advance(Duration.ofMinutes(3));
        assertThat(world.waiting()).isZero();
        assertThat(world.givenUp).hasSize(1_000);
    }

    @Test
    void theEventsOfADeletedFunctionAreRemovedInParts() {
        SimulatedEvents world = new SimulatedEvents(6);
        world.seconds = id -> 10;
        world.storeFails = 0.1;
        world.leave(queue("f"), 1_000);
        world.start();
        world.clock.advance(SECOND);
        int running = world.machine().running();
        assertThat(running).isPositive();
        world.signal(new EventSignal.Deleted(queue("f")));
        world.signal(new EventSignal.Deleted(queue("f")));
        world.clock.advance(Duration.ofMinutes(2));
        assertThat(world.waiting()).isZero();
        assertThat(world.machine().queues()).isZero();
        assertThat(world.begun.size()).as("none was begun after that").isLessThanOrEqualTo(running);
    }

    /** A damaged one must not hold a slot, nor be asked for again and again. */
    @Test
    void anEventThatCanNotBeReadHoldsUpNobody() {
        EventMachine machine = new EventMachine();
        Instant now = Instant.EPOCH;
        QueueId queue = queue("f");
        machine.on(new EventSignal.Started(), now);
        assertThat(machine.on(new EventSignal.Accepted(queue), now))
                .containsExactly(new EventAction.Claim(queue, Limits.WIDTH_AT_FIRST));
        EventSignal claimed = new EventSignal.Claimed(queue, List.of("damaged"), Optional.empty());
        assertThat(machine.on(claimed, now)).contains(new EventAction.Load(queue, "damaged"));
        assertThat(machine.on(new EventSignal.Broken(queue, "damaged"), now)).isEmpty();
        assertThat(machine.running()).isZero();
        assertThat(machine.queues()).isZero();
    }

    /** As after two looks for the same, or when somebody took over the claims of a process that lived. */
    @Test
    void whatIsClaimedASecondTimeIsNotBegunTwice() {
        EventMachine machine = new EventMachine();
        Instant now = Instant.EPOCH;
        QueueId queue = queue("f");
        machine.on(new EventSignal.Accepted(queue), now);
        EventSignal claimed = new EventSignal.Claimed(queue, List.of("a"), Optional.of(now));
        assertThat(machine.on(claimed, now)).contains(new EventAction.Load(queue, "a"));
        assertThat(machine.on(claimed, now)).doesNotContain(new EventAction.Load(queue, "a"));
        assertThat(machine.running()).isOne();
    }

    @Test
    void nothingIsBegunOnceItIsStopped() {
        SimulatedEvents world = new SimulatedEvents(7);
        world.leave(queue("f"), 100);
        world.start();
        world.clock.advance(Duration.ofMillis(40));
        world.signal(new EventSignal.Stopped());
        int begun = world.begun.size();
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(world.machine().isIdle()).isTrue();
        assertThat(world.begun.size() - begun).as("loaded when it was stopped").isLessThan(Limits.WIDTH);
        assertThat(world.waiting()).isPositive();
    }

    /** What is kept in memory of a queue does not grow with it. */
    @Test
    void aQueueTakesAsMuchMemoryWhetherFewWaitOrMany() {
        for (int count : new int[] {100, 100_000}) {
            SimulatedEvents world = new SimulatedEvents(8);
            world.seconds = id -> 1e6;
            world.leave(queue("f"), count);
            world.start();
            world.clock.advance(Duration.ofSeconds(30));
            assertThat(world.claims).as("claims of 32 at most").isLessThanOrEqualTo(2);
            assertThat(world.machine().running()).isEqualTo(Limits.WIDTH_AT_FIRST);
        }
    }
}
