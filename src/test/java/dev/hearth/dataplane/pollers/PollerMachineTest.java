package dev.hearth.dataplane.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.QueueMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the machine decides, with faults, crashes and floods, on a virtual clock. */
class PollerMachineTest {
    private static final long FIRST_SEED = Long.getLong("hearth.seed", 1);
    private static final int SEEDS = Integer.getInteger("hearth.seeds", 100);
    private static final Optional<String> NO_GROUP = Optional.empty();

    static List<Long> seeds() {
        return LongStream.range(FIRST_SEED, FIRST_SEED + SEEDS).boxed().toList();
    }

    private static QueueMapping mapping(String id) {
        return SimulatedQueues.mapping(id, 10, 0, OptionalInt.empty());
    }

    /** Whatever fails and dies: each message is processed and deleted, and the order of groups is kept. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyMessageIsProcessed(long seed) {
        SimulatedQueues world = new SimulatedQueues(seed);
        Random random = new Random(seed);
        world.serverFails = random.nextInt(3) * 0.05;
        world.functionFails = random.nextInt(3) * 0.1;
        world.messageFails = random.nextInt(3) * 0.1;
        world.functionRefuses = random.nextInt(3) * 0.2;
        List<String> ids = List.of("a", "b", "ordered.fifo");
        world.start(SimulatedQueues.mapping("a", 1 + random.nextInt(10), 0, OptionalInt.empty()));
        world.start(SimulatedQueues.mapping("b", 25, 2, OptionalInt.of(2)));
        world.start(mapping("ordered.fifo"));
        Map<String, List<String>> sent = new HashMap<>();
        for (int step = 0; step < 40; step++) {
            for (int i = random.nextInt(15); i > 0; i--) {
                String id = ids.get(random.nextInt(3));
                String group = id.endsWith(".fifo") ? "g" + random.nextInt(3) : "";
                String name = world.send(id, group.isEmpty() ? NO_GROUP : Optional.of(group));
                sent.computeIfAbsent(id + "/" + group, _ -> new ArrayList<>()).add(name);
            }
            world.clock.advance(Duration.ofMillis(random.nextInt(3_000)));
            if (random.nextInt(15) == 0) {
                world.crash();
            }
        }
        world.clock.advance(Duration.ofHours(4)); // many visibility timeouts for the unlucky ones
        assertThat(world.waiting()).as("seed %s: messages left", seed).isZero();
        for (int group = 0; group < 3; group++) {
            assertThat(world.order("ordered.fifo", "g" + group))
                    .as("seed %s: group %s", seed, group)
                    .isEqualTo(sent.getOrDefault("ordered.fifo/g" + group, List.of()));
        }
        assertThat(world.mostRunning.getOrDefault("b", 0)).isLessThanOrEqualTo(2);
        assertThat(world.machine().taken()).isZero();
        ids.forEach(world::stop);
        world.clock.advance(Duration.ofMinutes(1));
        assertThat(world.ended).containsAll(ids);
        assertThat(world.machine().mappings()).isZero();
    }

    @Test
    void aQuietQueueHasOnePollerThatWaits() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.start(mapping("q"));
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(world.receptions).isBetween(10, 70);
        String name = world.send("q", NO_GROUP);
        Instant sent = world.clock.now();
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.begun.get(name)).isBefore(sent.plusMillis(100));
    }

    @Test
    void fiveRunAtFirstAndMoreByTheMinuteWhileTheQueueIsDeep() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.seconds = _ -> 1;
        world.start(mapping("q"));
        for (int i = 0; i < 10_000; i++) {
            world.send("q", NO_GROUP);
        }
        world.clock.advance(Duration.ofSeconds(50));
        assertThat(world.mostRunning).containsEntry("q", Limits.WIDTH_AT_FIRST);
        world.clock.advance(Duration.ofSeconds(30));
        assertThat(world.mostRunning.get("q")).isBetween(Limits.WIDTH_AT_FIRST + 1, Limits.SLOTS);
        world.clock.advance(Duration.ofMinutes(3));
        assertThat(world.waiting()).isZero();
        assertThat(world.batches).as("full batches").allMatch(size -> size == 10);
    }

    @Test
    void aMaximumHolds() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.seconds = _ -> 1;
        world.start(SimulatedQueues.mapping("q", 10, 0, OptionalInt.of(3)));
        for (int i = 0; i < 10_000; i++) {
            world.send("q", NO_GROUP);
        }
        world.clock.advance(Duration.ofMinutes(5));
        assertThat(world.mostRunning).containsEntry("q", 3);
    }

    @Test
    void throttlesHaveFewerRun() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.seconds = _ -> 0.5;
        world.capacity = 2;
        world.start(mapping("q"));
        for (int i = 0; i < 2_000; i++) {
            world.send("q", NO_GROUP);
        }
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(world.waiting()).isZero();
        assertThat(world.refusals).as("attempts in vain").isLessThan(200);
        assertThat(world.machine().result("q")).contains("OK");
    }

    /** Beside mappings with very many messages, one of another mapping waits for nobody. */
    @Test
    void aMappingDoesNotWaitBehindOthers() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.seconds = id -> id.startsWith("slow") ? 10 : 0.01;
        for (int i = 0; i < 10; i++) {
            world.start(mapping("slow" + i));
            for (int j = 0; j < 3_000; j++) {
                world.send("slow" + i, NO_GROUP);
            }
        }
        world.start(mapping("quick"));
        world.clock.advance(Duration.ofMinutes(3));
        assertThat(world.machine().taken()).as("slots taken").isGreaterThan(Limits.SLOTS / 2);
        for (int i = 0; i < 100; i++) {
            String name = world.send("quick", NO_GROUP);
            Instant sent = world.clock.now();
            world.clock.advance(Duration.ofSeconds(1));
            assertThat(world.begun.getOrDefault(name, Instant.MAX)).isBefore(sent.plusMillis(100));
        }
    }

    @Test
    void aWindowGathersABatchUntilItIsFullOrTheWindowIsOver() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.start(SimulatedQueues.mapping("q", 10, 5, OptionalInt.empty()));
        world.clock.advance(Duration.ofSeconds(1));
        String first = world.send("q", NO_GROUP);
        Instant sent = world.clock.now();
        world.clock.advance(Duration.ofSeconds(2));
        for (int i = 0; i < 5; i++) {
            world.send("q", NO_GROUP);
        }
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.begun).doesNotContainKey(first);
        world.clock.advance(Duration.ofSeconds(5));
        assertThat(world.begun.get(first)).isBetween(sent.plusSeconds(4), sent.plusSeconds(6));
        assertThat(world.batches).containsExactly(6);
        for (int i = 0; i < 10; i++) {
            world.send("q", NO_GROUP);
        }
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.batches).as("full before its window is over").containsExactly(6, 10);
    }

    /** The queue hands the next messages of a group out as soon as those before are deleted, and they are taken. */
    @Test
    void aGroupGoesOnAtOnceAfterADeletion() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.start(SimulatedQueues.mapping("q.fifo", 3, 0, OptionalInt.empty()));
        for (int i = 0; i < 100; i++) {
            world.send("q.fifo", Optional.of("g" + i % 2));
        }
        world.clock.advance(SimulatedQueues.VISIBILITY.dividedBy(4));
        assertThat(world.waiting()).isZero();
    }

    @Test
    void anEventIsAtMostSixMegabytes() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.start(SimulatedQueues.mapping("q", 1_000, 10, OptionalInt.empty()));
        for (int i = 0; i < 40; i++) {
            world.send("q", NO_GROUP, 900_000);
        }
        world.clock.advance(Duration.ofMinutes(2));
        assertThat(world.waiting()).isZero();
        assertThat(world.batches).allMatch(size -> size >= 4 && size <= 6);
        assertThat(world.releases).as("messages that had no room").isPositive();
    }

    @Test
    void whatIsStoppedGivesBackWhatItGathered() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.seconds = _ -> 5;
        world.start(SimulatedQueues.mapping("gathers", 100, 30, OptionalInt.empty()));
        world.start(mapping("runs"));
        world.send("gathers", NO_GROUP);
        world.send("runs", NO_GROUP);
        world.clock.advance(Duration.ofSeconds(1));
        world.stop("gathers");
        world.stop("runs");
        world.stop("unknown");
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.ended).containsExactlyInAnyOrder("gathers", "unknown");
        assertThat(world.visible("gathers")).isOne();
        world.clock.advance(Duration.ofSeconds(10));
        assertThat(world.ended).contains("runs");
        assertThat(world.waiting("runs"))
                .as("processed and deleted before the end")
                .isZero();
    }

    @Test
    void aServerThatFailsIsLeftAloneForLongerAndLonger() {
        SimulatedQueues world = new SimulatedQueues(1);
        world.start(mapping("q"));
        world.clock.advance(Duration.ofSeconds(30));
        world.serverFails = 1;
        int before = world.receptions;
        world.clock.advance(Duration.ofMinutes(10));
        assertThat(world.receptions - before).isLessThan(25);
        assertThat(world.machine().result("q")).contains("PROBLEM: server");
        world.serverFails = 0;
        world.send("q", NO_GROUP);
        world.clock.advance(Duration.ofMinutes(3));
        assertThat(world.waiting()).isZero();
        assertThat(world.machine().result("q")).contains("OK");
    }
}
