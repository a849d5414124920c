package dev.hearth.dataplane.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.model.DataSize;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class EvictionsTest {
    private static final WorkerId WORKER = new WorkerId("a");
    private final FleetView fleet = new FleetView();

    @Test
    void oneThatIsLargeEnoughGoesWhereSeveralWouldLoseMore() {
        idle("small-1", 128, 10);
        idle("small-2", 128, 10);
        idle("large", 256, 5);
        idle("least", 1, 0);

        assertThat(names(256)).containsExactly("large");
    }

    @Test
    void whatTheLaterOnesMakeSuperfluousStays() {
        idle("tiny", 10, 1);
        idle("large", 256, 2);

        assertThat(names(256)).containsExactly("large");
    }

    /** Against the least loss of all subsets. */
    @RepeatedTest(100)
    void losesAtMostTwiceTheLeast(RepetitionInfo repetition) {
        long seed = repetition.getCurrentRepetition();
        Random random = new Random(seed);
        int count = 1 + random.nextInt(10);
        int[] memoryMb = new int[count];
        double[] values = new double[count];
        double least = Double.POSITIVE_INFINITY;
        int sumMb = 0;
        for (int i = 0; i < count; i++) {
            memoryMb[i] = 1 + random.nextInt(1000);
            values[i] = random.nextInt(100);
            least = Math.min(least, values[i]);
            sumMb += memoryMb[i];
            idle("s" + i, memoryMb[i], values[i]);
        }
        int neededMb = 1 + random.nextInt(sumMb);

        double best = Double.POSITIVE_INFINITY;
        for (int subset = 1; subset < 1 << count; subset++) {
            int gained = 0;
            double loss = 0;
            for (int i = 0; i < count; i++) {
                if ((subset & 1 << i) != 0) {
                    gained += memoryMb[i];
                    loss += (values[i] - least) * memoryMb[i];
                }
            }
            best = gained >= neededMb ? Math.min(best, loss) : best;
        }

        assertThat(choose(neededMb).loss()).as("seed %d", seed).isBetween(best, 2 * best);
    }

    private List<String> names(int neededMb) {
        return choose(neededMb).plan().evictions().stream()
                .map(SandboxId::value)
                .toList();
    }

    /** Of a worker that is full. */
    private Evictions choose(int neededMb) {
        WorkerEntry worker = fleet.workers().getFirst();
        fleet.measured(WORKER, DataSize.ofMebibytes(worker.memoryMb), 0);
        return Evictions.choose(worker, neededMb, fleet.leastValue()).orElseThrow();
    }

    private void idle(String id, long memoryMb, double value) {
        if (fleet.workers().isEmpty()) {
            fleet.joined(WORKER, "z", DataSize.ofMebibytes(10_000), 1000);
        }
        fleet.placed(new SandboxId(id), WORKER, PlacementContract.demand("f", memoryMb));
        fleet.becameIdle(new SandboxId(id), value);
    }
}
