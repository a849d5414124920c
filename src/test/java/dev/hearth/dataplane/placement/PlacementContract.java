package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What every placement holds. */
abstract class PlacementContract {
    private static final WorkerId A = new WorkerId("a");
    private static final WorkerId B = new WorkerId("b");

    final FleetView fleet = new FleetView();

    /** A new one; those that choose by chance begin with the same seed each time. */
    abstract Placement placement();

    @Test
    void hasNoPlanForAnEmptyFleet() {
        assertThat(plan(demand("f", 128))).isEmpty();
    }

    @Test
    void takesTheWorkerThatHasRoom() {
        join(A, 256);
        join(B, 512);
        place("1", A, demand("g", 200));

        assertThat(plan(demand("f", 128))).contains(new Plan(B, List.of()));
    }

    @Test
    void leavesOutDrainingAndSilentWorkers() {
        join(A, 1024);
        join(B, 1024);
        fleet.drain(A);
        fleet.silent(B);
        assertThat(plan(demand("f", 128))).isEmpty();

        fleet.heard(B);
        assertThat(plan(demand("f", 128))).contains(new Plan(B, List.of()));

        fleet.left(B);
        fleet.resume(A);
        assertThat(plan(demand("f", 128))).contains(new Plan(A, List.of()));
    }

    @Test
    void evictsIdleSandboxesOnlyWhereThereIsNoRoom() {
        join(A, 256);
        place("1", A, demand("g", 256));
        assertThat(plan(demand("f", 128))).as("busy").isEmpty();

        fleet.becameIdle(new SandboxId("1"), 1);
        assertThat(plan(demand("f", 128))).contains(new Plan(A, List.of(new SandboxId("1"))));

        join(B, 256);
        assertThat(plan(demand("f", 128))).contains(new Plan(B, List.of()));
    }

    @Test
    void evictsTheLeastValueAndNothingWithoutNeed() {
        join(A, 512);
        for (int i = 1; i <= 4; i++) {
            place("" + i, A, demand("g", 128));
            fleet.becameIdle(new SandboxId("" + i), 5 - i);
        }

        assertThat(plan(demand("f", 128))).contains(new Plan(A, List.of(new SandboxId("4"))));
        assertThat(plan(demand("f", 200)).orElseThrow().evictions())
                .containsExactlyInAnyOrder(new SandboxId("4"), new SandboxId("3"));
    }

    @Test
    void neverEvictsProvisionedSandboxes() {
        join(A, 256);
        place("1", A, new Demand(function("g"), mib(256), mib(256), 0, List.of(), true, ZoneSpread.EVEN));
        fleet.becameIdle(new SandboxId("1"), 0);

        assertThat(plan(demand("f", 128))).isEmpty();
    }

    /** Against a model that counts everything anew, over random fleets. */
    @RepeatedTest(60)
    void plansHoldForAnyFleet(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        RandomFleet random = new RandomFleet(seed);
        Placement placement = placement();
        for (int step = 0; step < 400; step++) {
            if (random.random.nextInt(3) > 0) {
                random.change();
                continue;
            }
            Demand demand = random.demand();
            Optional<Plan> plan = placement.plan(random.view, demand);
            check(random, demand, plan, "seed " + seed + ", step " + step);
            plan.ifPresent(applied -> {
                applied.evictions().forEach(random::remove);
                random.place(applied.worker(), demand);
            });
        }
    }

    private static void check(RandomFleet fleet, Demand demand, Optional<Plan> plan, String when) {
        int neededMb = FleetView.roundedUp(demand.expectedMemory());
        List<WorkerId> able = fleet.workers.keySet().stream()
                .filter(id -> fleet.worker(id).takesSandboxes())
                .toList();
        boolean room = able.stream().anyMatch(id -> fleet.freeMb(id) >= neededMb);
        boolean reach = able.stream().anyMatch(id -> fleet.reachMb(id) >= neededMb);
        assertThat(plan.isPresent()).as(when).isEqualTo(reach);
        if (plan.isEmpty()) {
            return;
        }
        WorkerId worker = plan.get().worker();
        List<SandboxId> evictions = plan.get().evictions();
        assertThat(able).as(when).contains(worker);
        assertThat(evictions.isEmpty()).as("evicts only without room, " + when).isEqualTo(room);
        int freeMb = fleet.freeMb(worker);
        for (SandboxId id : evictions) {
            RandomFleet.ModelSandbox sandbox = fleet.sandbox(id);
            assertThat(sandbox.worker).as(when).isEqualTo(worker);
            assertThat(sandbox.evictable()).as(when).isTrue();
            freeMb += sandbox.memoryMb();
        }
        assertThat(freeMb).as(when).isGreaterThanOrEqualTo(neededMb);
        assertThat(evictions).as(when).doesNotHaveDuplicates();
        for (SandboxId id : evictions) {
            assertThat(freeMb - fleet.sandbox(id).memoryMb())
                    .as("none without need, " + when)
                    .isLessThan(neededMb);
        }
    }

    @RepeatedTest(10)
    void sameChangesGiveTheSamePlans(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();

        assertThat(plans(seed)).as("seed %d", seed).isEqualTo(plans(seed));
    }

    private List<Optional<Plan>> plans(long seed) {
        RandomFleet random = new RandomFleet(seed);
        Placement placement = placement();
        List<Optional<Plan>> plans = new ArrayList<>();
        for (int step = 0; step < 500; step++) {
            random.change();
            Demand demand = random.demand();
            Optional<Plan> plan = placement.plan(random.view, demand);
            plan.ifPresent(applied -> {
                applied.evictions().forEach(random::remove);
                random.place(applied.worker(), demand);
            });
            plans.add(plan);
        }
        return plans;
    }

    Optional<Plan> plan(Demand demand) {
        return placement().plan(fleet, demand);
    }

    void join(WorkerId id, long memoryMb) {
        fleet.joined(id, "z1", mib(memoryMb), 2000);
    }

    void place(String id, WorkerId worker, Demand demand) {
        fleet.placed(new SandboxId(id), worker, demand);
    }

    static Demand demand(String function, long memoryMb) {
        return new Demand(function(function), mib(memoryMb), mib(memoryMb), 100, List.of(), false, ZoneSpread.EVEN);
    }

    static FunctionArn function(String name) {
        return new FunctionArn("us-east-1", new AccountId("000000000001"), name, Optional.empty());
    }

    static DataSize mib(long mebibytes) {
        return DataSize.ofMebibytes(mebibytes);
    }
}
