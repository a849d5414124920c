package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.List;
import java.util.Optional;
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
