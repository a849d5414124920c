package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class FleetViewTest {
    private static final WorkerId A = new WorkerId("a");
    private static final SandboxId ONE = new SandboxId("1");

    private final FleetView fleet = new FleetView();

    /** Every index says what a model says that counts everything anew. */
    @RepeatedTest(40)
    void indexesAreRightAfterAnyChanges(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        RandomFleet random = new RandomFleet(seed);
        for (int step = 0; step < 600; step++) {
            random.change();
            if (random.random.nextInt(3) > 0 && !random.workers.isEmpty()) {
                List<WorkerId> ids = List.copyOf(random.workers.keySet());
                random.place(ids.get(random.random.nextInt(ids.size())), random.demand());
            }
            if (step % 20 == 0) {
                check(random, "seed " + seed + ", step " + step);
            }
        }
    }

    private static void check(RandomFleet random, String when) {
        assertThat(random.view.sandboxes()).as(when).isEqualTo(random.sandboxes.size());
        assertThat(random.view.workers()).as(when).hasSameSizeAs(random.workers.keySet());
        double least = Double.POSITIVE_INFINITY;
        for (WorkerEntry worker : random.view.workers()) {
            checkWorker(random, worker, when);
            least = worker.takesSandboxes() ? Math.min(least, worker.leastValue()) : least;
        }
        assertThat(random.view.leastValue()).as(when).isEqualTo(least);
        long evictableMb = 0;
        double value = 0;
        for (RandomFleet.ModelSandbox sandbox : random.sandboxes.values()) {
            if (sandbox.evictable()) {
                evictableMb += sandbox.memoryMb();
                value += sandbox.value * sandbox.memoryMb();
            }
        }
        assertThat(random.view.meanValue())
                .as(when)
                .isEqualTo(evictableMb == 0 ? 0 : value / evictableMb, within(1e-6));
        for (Zone zone : random.view.zones()) {
            checkOrders(random, zone, when);
        }
    }

    private static void checkWorker(RandomFleet random, WorkerEntry worker, String when) {
        List<RandomFleet.ModelSandbox> there = random.on(worker.id);
        assertThat(worker.freeMb()).as(when).isEqualTo(random.freeMb(worker.id));
        assertThat(worker.reachMb()).as(when).isEqualTo(random.reachMb(worker.id));
        assertThat(worker.sandboxes()).as(when).hasSameSizeAs(there);
        for (RandomFleet.ModelSandbox sandbox : there) {
            FunctionArn arn = sandbox.demand.function();
            FunctionEntry function = Objects.requireNonNull(random.view.function(arn), when);
            AccountEntry account = Objects.requireNonNull(random.view.account(arn), when);
            assertThat(worker.functions.count(function.number))
                    .as(when)
                    .isEqualTo(count(there, other -> other.demand.function().equals(arn)));
            assertThat(worker.accounts.count(account.number))
                    .as(when)
                    .isEqualTo(count(
                            there, other -> other.demand.function().account().equals(arn.account())));
            for (String digest : sandbox.demand.code()) {
                CodeEntry code = Objects.requireNonNull(random.view.code(digest), when);
                long using = count(there, other -> other.demand.code().contains(digest));
                assertThat(worker.code.count(code.number))
                        .as(when)
                        .isEqualTo(using + (worker.storedCode.contains(code) ? 1 : 0));
                assertThat(code.known()).as(when).contains(worker);
            }
        }
        assertThat(worker.evictable().stream().mapToInt(s -> s.memoryMb).sum())
                .as(when)
                .isEqualTo(worker.reachMb() - worker.freeMb());
    }

    private static long count(
            List<RandomFleet.ModelSandbox> sandboxes, java.util.function.Predicate<RandomFleet.ModelSandbox> which) {
        return sandboxes.stream().filter(which).count();
    }

    private static void checkOrders(RandomFleet random, Zone zone, String when) {
        List<WorkerEntry> takers = random.view.workers().stream()
                .filter(worker -> worker.zone == zone && worker.takesSandboxes())
                .toList();
        assertThat(all(zone.withRoom(Integer.MIN_VALUE)))
                .as(when)
                .containsExactlyInAnyOrderElementsOf(takers)
                .isSortedAccordingTo((one, other) -> Integer.compare(one.freeMb(), other.freeMb()));
        assertThat(all(zone.withinReach(Integer.MIN_VALUE)))
                .as(when)
                .containsExactlyInAnyOrderElementsOf(takers)
                .isSortedAccordingTo((one, other) -> Integer.compare(one.reachMb(), other.reachMb()));
        assertThat(all(zone.cheapest()))
                .as(when)
                .containsExactlyInAnyOrderElementsOf(takers)
                .isSortedAccordingTo((one, other) -> Double.compare(one.leastValue(), other.leastValue()));
    }

    private static List<WorkerEntry> all(Iterator<WorkerEntry> workers) {
        List<WorkerEntry> all = new ArrayList<>();
        workers.forEachRemaining(all::add);
        return all;
    }

    @Test
    void lateAndRepeatedMessagesHaveNoEffect() {
        fleet.drain(A);
        fleet.silent(A);
        fleet.codeStored(A, List.of("digest"));
        fleet.codeStored(A, "digest");
        fleet.becameIdle(ONE, 1);
        fleet.becameBusy(ONE);
        assertThat(fleet.removed(ONE)).isFalse();
        assertThat(fleet.left(A)).isEmpty();

        fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000);
        fleet.placed(ONE, A, PlacementContract.demand("f", 128));
        fleet.becameIdle(ONE, 1);
        fleet.becameIdle(ONE, 2);
        assertThat(fleet.leastValue()).isEqualTo(2);
        assertThat(fleet.meanValue()).isEqualTo(2);
        assertThat(fleet.assigned(A)).isEqualTo(DataSize.ofMebibytes(128));
        assertThat(fleet.removed(ONE)).isTrue();
        assertThat(fleet.removed(ONE)).isFalse();
        assertThat(fleet.assigned(A)).isEqualTo(new DataSize(0));
    }

    @Test
    void refusesWhatItsOwnerCannotMean() {
        fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000);
        Demand demand = PlacementContract.demand("f", 128);
        fleet.placed(ONE, A, demand);

        assertThatThrownBy(() -> fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fleet.placed(ONE, A, demand)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fleet.placed(new SandboxId("2"), new WorkerId("b"), demand))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fleet.becameIdle(ONE, Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aWorkerTakesItsSandboxesAndCodeWithIt() {
        fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000);
        fleet.codeStored(A, "digest");
        fleet.placed(ONE, A, PlacementContract.demand("f", 128));
        fleet.becameIdle(ONE, 3);

        assertThat(fleet.left(A)).containsExactly(ONE);

        assertThat(fleet.sandboxes()).isZero();
        assertThat(fleet.removed(ONE)).as("it is not known any more").isFalse();
        assertThat(fleet.zones()).isEmpty();
        assertThat(fleet.code("digest")).isNull();
        assertThat(fleet.function(PlacementContract.function("f"))).isNull();
        assertThat(fleet.account(PlacementContract.function("f"))).isNull();
        assertThat(fleet.leastValue()).isInfinite();
    }

    @Test
    void whatAWorkerUsesBeyondExpectationsIsTaken() {
        fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000);
        fleet.placed(ONE, A, PlacementContract.demand("f", 64));
        WorkerEntry worker = fleet.workers().getFirst();

        fleet.measured(A, DataSize.ofMebibytes(100), 400);
        assertThat(worker.freeMb()).isEqualTo(156);
        assertThat(worker.loadMillis()).isEqualTo(400);

        fleet.measured(A, DataSize.ofMebibytes(20), 50);
        assertThat(worker.freeMb()).as("what is expected stays taken").isEqualTo(192);
        assertThat(worker.loadMillis()).isEqualTo(100);
    }

    /** Else a burst of starts with evictions would look for more room than it needs, and evict too much. */
    @Test
    void whatIsEvictedIsNotCountedTwice() {
        fleet.joined(A, "z", DataSize.ofMebibytes(512), 1000);
        SandboxId two = new SandboxId("2");
        SandboxId next = new SandboxId("3");
        fleet.placed(ONE, A, PlacementContract.demand("f", 128));
        fleet.placed(two, A, PlacementContract.demand("f", 256));
        fleet.becameIdle(ONE, 1);
        fleet.becameIdle(two, 1);
        WorkerEntry worker = fleet.workers().getFirst();

        fleet.placed(next, A, PlacementContract.demand("g", 500), List.of(ONE, two));
        assertThat(worker.freeMb()).as("500 of 512").isEqualTo(12);
        assertThat(worker.reachMb()).as("nothing can be evicted twice").isEqualTo(12);
        fleet.removed(ONE);
        assertThat(worker.freeMb()).isEqualTo(12);
        fleet.removed(two);
        assertThat(worker.freeMb()).isEqualTo(12);
        fleet.removed(next);
        assertThat(worker.freeMb()).isEqualTo(512);
    }

    @Test
    void aLargeSandboxThatIsEvictedForASmallOneLeavesItsRestWhenItIsGone() {
        fleet.joined(A, "z", DataSize.ofMebibytes(512), 1000);
        SandboxId next = new SandboxId("2");
        fleet.placed(ONE, A, PlacementContract.demand("f", 512));
        fleet.becameIdle(ONE, 1);
        WorkerEntry worker = fleet.workers().getFirst();

        fleet.placed(next, A, PlacementContract.demand("g", 128), List.of(ONE));
        assertThat(worker.freeMb()).isZero();
        fleet.removed(ONE);
        assertThat(worker.freeMb()).isEqualTo(384);
    }

    @Test
    void aStartThatIsGivenUpLeavesWhatWasEvictedForItWithItsOwnRoom() {
        fleet.joined(A, "z", DataSize.ofMebibytes(512), 1000);
        SandboxId next = new SandboxId("2");
        fleet.placed(ONE, A, PlacementContract.demand("f", 256));
        fleet.becameIdle(ONE, 1);
        WorkerEntry worker = fleet.workers().getFirst();

        fleet.placed(next, A, PlacementContract.demand("g", 500), List.of(ONE));
        fleet.removed(next);
        assertThat(worker.freeMb()).isEqualTo(256);
        fleet.becameIdle(ONE, 1);
        assertThat(worker.reachMb()).isEqualTo(512);
        fleet.removed(ONE);
        assertThat(worker.freeMb()).isEqualTo(512);
    }

    @Test
    void memoryIsPromisedToOneOnly() {
        fleet.joined(A, "z", DataSize.ofMebibytes(512), 1000);
        SandboxId next = new SandboxId("2");
        SandboxId third = new SandboxId("3");
        fleet.placed(ONE, A, PlacementContract.demand("f", 512));
        fleet.becameIdle(ONE, 1);
        fleet.placed(next, A, PlacementContract.demand("g", 512), List.of(ONE));
        WorkerEntry worker = fleet.workers().getFirst();

        fleet.becameIdle(ONE, 1); // heard late
        fleet.placed(third, A, PlacementContract.demand("h", 512), List.of(ONE));
        fleet.removed(third);
        fleet.removed(ONE);
        assertThat(worker.freeMb()).isZero();
        fleet.removed(next);
        assertThat(worker.freeMb()).isEqualTo(512);
    }

    @Test
    void whatARunningSandboxIsExpectedToUseMayChange() {
        fleet.joined(A, "z", DataSize.ofMebibytes(512), 1000);
        fleet.placed(ONE, A, PlacementContract.demand("f", 256));
        WorkerEntry worker = fleet.workers().getFirst();
        fleet.expect(ONE, DataSize.ofMebibytes(64), 30);
        assertThat(worker.freeMb()).isEqualTo(448);
        assertThat(worker.loadMillis()).isEqualTo(30);

        fleet.becameIdle(ONE, 2);
        fleet.expect(ONE, DataSize.ofMebibytes(100), 10);
        assertThat(worker.reachMb()).isEqualTo(512);
        assertThat(worker.freeMb()).isEqualTo(412);
        assertThat(fleet.meanValue()).isEqualTo(2);

        SandboxId next = new SandboxId("2");
        fleet.placed(next, A, PlacementContract.demand("g", 500), List.of(ONE));
        fleet.expect(ONE, DataSize.ofMebibytes(1), 1);
        fleet.expect(next, DataSize.ofMebibytes(1), 1);
        fleet.removed(ONE);
        assertThat(worker.freeMb()).as("as it was promised").isEqualTo(12);
        fleet.expect(new SandboxId("unknown"), DataSize.ofMebibytes(1), 1);
    }

    @Test
    void remembersOfACodeWhatAWorkerReports() {
        fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000);
        fleet.codeStored(A, List.of("one", "two"));
        fleet.codeStored(A, List.of("two", "three"));
        assertThat(fleet.code("one")).isNull();
        assertThat(fleet.code("two")).isNotNull();
        for (int i = 0; i < 2 * Limits.STORED_CODE; i++) {
            fleet.codeStored(A, "digest " + i);
        }
        assertThat(fleet.workers().getFirst().storedCode).hasSize(Limits.STORED_CODE);
    }

    @Test
    void knowsWhatNoWorkerCouldEverHold() {
        fleet.joined(A, "z", DataSize.ofMebibytes(256), 1000);
        fleet.placed(ONE, A, PlacementContract.demand("f", 256));

        assertThat(fleet.couldEverHold(PlacementContract.demand("g", 256))).isTrue();
        assertThat(fleet.couldEverHold(PlacementContract.demand("g", 257))).isFalse();
        fleet.drain(A);
        assertThat(fleet.couldEverHold(PlacementContract.demand("g", 1))).isFalse();
    }

    /** Measured as the heap that is in use after a collection: with the sandboxes' ids, and all indexes. */
    @Test
    void keepsLessThan500BytesOfASandbox() {
        int workers = 2000;
        int sandboxes = 200_000;
        List<Demand> demands =
                IntStream.range(0, 997).mapToObj(FleetViewTest::demandOf).toList();
        List<WorkerId> ids = IntStream.range(0, workers)
                .mapToObj(i -> new WorkerId("worker-" + i))
                .toList();
        ids.forEach(id -> fleet.joined(id, "zone-" + id.value().length(), DataSize.ofMebibytes(65_536), 16_000));
        long before = usedAfterCollection();
        for (int i = 0; i < sandboxes; i++) {
            SandboxId id = new SandboxId("%032x".formatted(i));
            fleet.placed(id, ids.get(i % workers), demands.get(i % demands.size()));
            fleet.becameIdle(id, i);
        }

        assertThat((usedAfterCollection() - before) / sandboxes).isBetween(100L, 500L);
        assertThat(fleet.sandboxes()).isEqualTo(sandboxes);
    }

    private static long usedAfterCollection() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    private static Demand demandOf(int i) {
        AccountId account = new AccountId("%012d".formatted(i % 100));
        return new Demand(
                new FunctionArn("us-east-1", account, "function-" + i, Optional.empty()),
                DataSize.ofMebibytes(512),
                DataSize.ofMebibytes(256),
                100,
                List.of("%064x".formatted(i)),
                false,
                ZoneSpread.EVEN);
    }
}
