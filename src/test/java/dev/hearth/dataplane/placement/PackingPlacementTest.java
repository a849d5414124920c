package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import dev.hearth.model.WorkerId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class PackingPlacementTest {
    private final WorkerChoice placement = new PackingPlacement();

    @Test
    void hasNoChoiceInAnEmptyFleet() {
        assertThat(placement.choose(List.of(), DataSize.ofMebibytes(128))).isEmpty();
    }

    @Test
    void fillsTheFullerWorkerFirst() {
        List<WorkerView> fleet =
                List.of(worker("a", "z1", 1024, 128, 1, false), worker("b", "z1", 1024, 512, 4, false));

        assertThat(placement.choose(fleet, DataSize.ofMebibytes(128))).contains(new WorkerId("b"));
    }

    @Test
    void spreadsOverZonesWhatIsEquallyFull() {
        List<WorkerView> fleet = List.of(
                worker("a", "z1", 1024, 512, 4, false),
                worker("b", "z1", 1024, 0, 0, true),
                worker("c", "z2", 1024, 500, 3, false));

        assertThat(placement.choose(fleet, DataSize.ofMebibytes(128))).contains(new WorkerId("c"));
    }

    @Test
    void leavesOutDrainingAndFullWorkers() {
        List<WorkerView> fleet = List.of(worker("a", "z1", 1024, 0, 0, true), worker("b", "z1", 1024, 1000, 8, false));

        assertThat(placement.choose(fleet, DataSize.ofMebibytes(128))).isEmpty();
    }

    @RepeatedTest(200)
    void holdsItsPromisesForAnyFleet(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        List<WorkerView> fleet = new ArrayList<>();
        int size = random.nextInt(12);
        for (int i = 0; i < size; i++) {
            int memory = random.nextInt(4096);
            fleet.add(worker(
                    "w" + i,
                    "z" + random.nextInt(3),
                    memory,
                    random.nextInt(memory + 200),
                    random.nextInt(20),
                    random.nextInt(4) == 0));
        }
        DataSize demand = DataSize.ofMebibytes(128 + random.nextInt(1024));

        Optional<WorkerId> choice = placement.choose(fleet, demand);

        List<WorkerView> able = fleet.stream()
                .filter(worker -> !worker.draining())
                .filter(worker -> worker.assigned().bytes() + demand.bytes()
                        <= worker.memory().bytes())
                .toList();
        assertThat(choice.isPresent()).as("seed %d", seed).isEqualTo(!able.isEmpty());
        if (choice.isPresent()) {
            assertThat(able).as("seed %d", seed).extracting(WorkerView::id).contains(choice.get());
            Collections.shuffle(fleet, random);
            assertThat(placement.choose(fleet, demand))
                    .as("the order does not matter, seed %d", seed)
                    .isEqualTo(choice);
        }
    }

    private static WorkerView worker(
            String id, String zone, int memoryMb, int assignedMb, int sandboxes, boolean draining) {
        return new WorkerView(
                new WorkerId(id),
                zone,
                DataSize.ofMebibytes(memoryMb),
                DataSize.ofMebibytes(assignedMb),
                sandboxes,
                draining);
    }
}
