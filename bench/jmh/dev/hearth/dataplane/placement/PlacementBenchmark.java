package dev.hearth.dataplane.placement;

import dev.hearth.model.AccountId;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Plans in a fleet of 10,000 Workers in three zones with 1,000,000 sandboxes, nine of ten of them idle, of 100,000
 * functions of which few have most of the sandboxes.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PlacementBenchmark {
    private static final int WORKERS = 10_000;
    private static final int SANDBOXES_OF_EACH = 100;
    private static final int ZONES = 3;
    private static final int FUNCTIONS = 100_000;
    private static final int ACCOUNTS = 1_000;
    private static final int LEAST_MB = 128;
    private static final int ASKED = 1 << 16;

    /** Whether workers have room, or idle sandboxes have to make way. */
    @Param({"room", "full"})
    String fleet = "";

    private final Random random = new Random(1);
    private final FleetView view = new FleetView();
    private final Placement placement = new ScoringPlacement();
    private final Demand[] functions = new Demand[FUNCTIONS];
    private final Demand[] asked = new Demand[ASKED];
    private long names;
    private int next;

    @Setup
    public void prepare() {
        for (int i = 0; i < FUNCTIONS; i++) {
            functions[i] = demand(i, DataSize.ofMebibytes((long) LEAST_MB << random.nextInt(3)));
        }
        for (int i = 0; i < ASKED; i++) {
            asked[i] = anyFunction();
        }
        for (int i = 0; i < WORKERS; i++) {
            WorkerId worker = new WorkerId("worker-" + i);
            int memoryMb = 4 * LEAST_MB * SANDBOXES_OF_EACH;
            view.joined(worker, "zone-" + i % ZONES, DataSize.ofMebibytes(memoryMb), 16_000);
            for (int sandbox = 0; sandbox < SANDBOXES_OF_EACH; sandbox++) {
                place(worker, anyFunction(), random.nextInt(10) > 0);
            }
            int freeMb = random.nextInt(fleet.equals("room") ? 32 * LEAST_MB : LEAST_MB);
            view.measured(worker, DataSize.ofMebibytes(memoryMb - freeMb), 4_000);
        }
    }

    /** A fraction to the third power: so the first functions have more sandboxes than the last. */
    private Demand anyFunction() {
        double fraction = random.nextDouble();
        return functions[(int) (FUNCTIONS * fraction * fraction * fraction)];
    }

    private static Demand demand(int i, DataSize memory) {
        AccountId account = new AccountId("%012d".formatted(i % ACCOUNTS));
        FunctionArn arn = new FunctionArn("us-east-1", account, "function-" + i, Optional.empty());
        return new Demand(arn, memory, memory, 50, List.of("%064x".formatted(i)), false, ZoneSpread.EVEN);
    }

    private SandboxId place(WorkerId worker, Demand demand, boolean idle) {
        SandboxId id = new SandboxId(Long.toString(names++));
        view.placed(id, worker, demand);
        if (idle) {
            view.becameIdle(id, random.nextInt(1_000_000));
        }
        return id;
    }

    @Benchmark
    public Optional<Plan> plan() {
        return placement.plan(view, asked[next++ % ASKED]);
    }

    /** A plan, what it takes to apply it, and the end of the new sandbox. */
    @Benchmark
    public SandboxId planAndApply() {
        Demand demand = asked[next++ % ASKED];
        Plan plan = placement.plan(view, demand).orElseThrow();
        plan.evictions().forEach(view::removed);
        SandboxId id = place(plan.worker(), demand, true);
        if (plan.evictions().isEmpty()) {
            view.removed(id);
        }
        return id;
    }
}
