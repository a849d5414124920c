package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ScoringPlacementTest extends PlacementContract {
    private int names;

    @Override
    Placement placement() {
        return new ScoringPlacement();
    }

    @Test
    void spreadsAFunctionOverZonesAndThenOverWorkers() {
        join(3, 4, 16_384);
        Map<String, Integer> byZone = new TreeMap<>();
        Map<WorkerId, Integer> byWorker = new HashMap<>();
        for (int i = 0; i < 24; i++) {
            WorkerId worker = placeAsPlanned(demand("f", 128, "code"));
            byZone.merge(worker.value().substring(0, 2), 1, Integer::sum);
            byWorker.merge(worker, 1, Integer::sum);
        }

        assertThat(byZone).isEqualTo(Map.of("z0", 8, "z1", 8, "z2", 8));
        assertThat(byWorker)
                .hasSize(12)
                .allSatisfy((worker, count) -> assertThat(count).isEqualTo(2));
    }

    @Test
    void anyZoneWillDoForWhoSaysSo() {
        join(3, 1, 16_384);
        Demand demand = new Demand(function("f"), mib(128), mib(128), 0, List.of(), false, ZoneSpread.ANY);
        place("other", new WorkerId("z1-0"), demand("g", 1024));

        assertThat(plan(demand).orElseThrow().worker()).as("the fuller one").isEqualTo(new WorkerId("z1-0"));
    }

    @Test
    void fillsTheFullerOfWorkersThatSuitAlike() {
        join(1, 3, 4096);
        place("1", new WorkerId("z0-1"), demand("g", 1024));

        assertThat(placeAsPlanned(demand("f", 128))).isEqualTo(new WorkerId("z0-1"));
    }

    @Test
    void prefersWorkersThatHaveTheCode() {
        join(1, 100, 4096);
        place("1", new WorkerId("z0-1"), demand("g", 128));
        fleet.codeStored(new WorkerId("z0-77"), "code");

        assertThat(plan(demand("f", 128, "code")).orElseThrow().worker()).isEqualTo(new WorkerId("z0-77"));
        assertThat(plan(demand("f", 128, "other")).orElseThrow().worker()).isEqualTo(new WorkerId("z0-1"));
    }

    @Test
    void leavesOutWorkersWhoseProcessorsAreLoaded() {
        join(1, 2, 4096);
        WorkerId loaded = new WorkerId("z0-0");
        place("1", loaded, demand("g", 1024));
        fleet.measured(loaded, mib(1024), 2000);

        assertThat(plan(demand("f", 128)).orElseThrow().worker()).isEqualTo(new WorkerId("z0-1"));

        place("2", new WorkerId("z0-1"), demand("g", 4000));
        assertThat(plan(demand("f", 128)).orElseThrow().worker())
                .as("slow, but there is room")
                .isEqualTo(loaded);
    }

    @Test
    void mixesAccounts() {
        join(1, 2, 16_384);
        for (int i = 0; i < 10; i++) {
            place("a" + i, new WorkerId("z0-0"), of(1, "f" + i));
            place("b" + i, new WorkerId("z0-1"), of(2, "f" + i));
        }

        assertThat(plan(of(1, "g")).orElseThrow().worker()).isEqualTo(new WorkerId("z0-1"));
        assertThat(plan(of(2, "g")).orElseThrow().worker()).isEqualTo(new WorkerId("z0-0"));
    }

    @Test
    void aFleetOfOneAccountLosesNothingByMixing() {
        join(1, 2, 16_384);
        for (int i = 0; i < 10; i++) {
            place("a" + i, new WorkerId("z0-1"), of(1, "f" + i));
        }

        assertThat(plan(of(1, "g")).orElseThrow().worker()).as("the fuller one").isEqualTo(new WorkerId("z0-1"));
    }

    @Test
    void evictsWhereTheLossIsLeast() {
        join(1, 3, 256);
        for (int i = 0; i < 3; i++) {
            place("" + i, new WorkerId("z0-" + i), demand("g" + i, 256));
        }
        fleet.becameIdle(new SandboxId("0"), 50);
        fleet.becameIdle(new SandboxId("1"), 10);
        fleet.becameIdle(new SandboxId("2"), 90);

        assertThat(plan(demand("f", 128))).contains(new Plan(new WorkerId("z0-1"), List.of(new SandboxId("1"))));
    }

    @Test
    void ofEvictionsThatLoseHardlyMoreTakesTheBetterPlace() {
        join(2, 3, 256);
        place("f", new WorkerId("z0-0"), demand("f", 256));
        for (int zone = 0; zone < 2; zone++) {
            for (int i = zone == 0 ? 1 : 0; i < 3; i++) {
                String name = "z" + zone + "-" + i;
                place(name, new WorkerId(name), demand("g" + name, 256));
                fleet.becameIdle(new SandboxId(name), i == 2 ? 100 : zone + i);
            }
        }

        assertThat(plan(demand("f", 128)).orElseThrow().worker())
                .as("the other zone, though z0-1 is worth a little less")
                .isEqualTo(new WorkerId("z1-0"));
    }

    @Test
    void findsTheOnlyRoomInALargeFleet() {
        join(20, 50, 1024);
        for (WorkerEntry worker : fleet.workers()) {
            place("s" + names++, worker.id, demand("g", worker.id.value().equals("z13-37") ? 900 : 1000));
        }

        assertThat(plan(demand("f", 100))).contains(new Plan(new WorkerId("z13-37"), List.of()));
        assertThat(plan(demand("f", 125))).isEmpty();
    }

    private WorkerId placeAsPlanned(Demand demand) {
        Plan plan = plan(demand).orElseThrow();
        assertThat(plan.evictions()).isEmpty();
        place("p" + names++, plan.worker(), demand);
        return plan.worker();
    }

    private void join(int zones, int workersInEach, long memoryMb) {
        for (int zone = 0; zone < zones; zone++) {
            for (int i = 0; i < workersInEach; i++) {
                fleet.joined(new WorkerId("z" + zone + "-" + i), "z" + zone, mib(memoryMb), 2000);
            }
        }
    }

    private static Demand demand(String function, long memoryMb, String code) {
        return new Demand(function(function), mib(memoryMb), mib(memoryMb), 10, List.of(code), false, ZoneSpread.EVEN);
    }

    private static Demand of(int account, String function) {
        AccountId id = new AccountId("00000000000" + account);
        FunctionArn arn = new FunctionArn("us-east-1", id, function, Optional.empty());
        return new Demand(arn, mib(256), mib(256), 10, List.of(function), false, ZoneSpread.EVEN);
    }
}
