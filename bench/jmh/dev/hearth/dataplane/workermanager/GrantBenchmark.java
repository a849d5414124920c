package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.Logging;
import dev.hearth.model.Program;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One warm call's use of the Worker Manager: a grant and its end. A thread calls a hundred functions of its own in
 * turn; of all functions a sandbox is idle.
 */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class GrantBenchmark {
    private static final int FUNCTIONS = 100;
    private static final long EPOCH = 1;

    private final SystemTimers timers = new SystemTimers("timers", Time.SYSTEM);
    private final DirectWorkerManager manager = new DirectWorkerManager(
            List.of(new EmptyWorker()),
            new ManagerMachine(
                    WorkerManagerConfiguration.of(2, 1),
                    new FirstFitPlacement(),
                    () -> new FixedKeepAlive(Duration.ofMinutes(10)),
                    Ids.secure(),
                    EPOCH),
            EPOCH,
            Time.SYSTEM,
            timers);

    /** Whose turn it is among the functions of a thread. */
    @State(Scope.Thread)
    public static class Caller {
        private static final AtomicInteger CALLERS = new AtomicInteger();

        private final FunctionVersion[] functions = new FunctionVersion[FUNCTIONS];
        private int next;

        @Setup
        public void prepare(GrantBenchmark benchmark) {
            int caller = CALLERS.incrementAndGet();
            for (int i = 0; i < FUNCTIONS; i++) {
                functions[i] = function("f-" + caller + "-" + i);
                benchmark.call(functions[i]);
            }
        }
    }

    @TearDown
    public void close() {
        manager.close();
        timers.close();
    }

    @Benchmark
    @Threads(1)
    public Grant oneThread(Caller caller) {
        return call(caller.functions[caller.next++ % FUNCTIONS]);
    }

    @Benchmark
    @Threads(2)
    public Grant twoThreads(Caller caller) {
        return call(caller.functions[caller.next++ % FUNCTIONS]);
    }

    /** Each invocation was long enough for a measure of its own, so that something is learned at each end. */
    @Benchmark
    @Threads(1)
    public Grant oneThreadMeasured(Caller caller) {
        FunctionVersion function = caller.functions[caller.next++ % FUNCTIONS];
        Grant grant = manager.grant(function, Optional.empty(), InvocationKind.SYNCHRONOUS);
        DataSize peak = DataSize.ofMebibytes(20 + (caller.next & 31));
        manager.end(grant, GrantOutcome.REUSABLE, new SandboxUsage(peak, OptionalInt.of(10), caller.next));
        return grant;
    }

    private Grant call(FunctionVersion function) {
        Grant grant = manager.grant(function, Optional.empty(), InvocationKind.SYNCHRONOUS);
        manager.end(grant, GrantOutcome.REUSABLE);
        return grant;
    }

    private static FunctionVersion function(String name) {
        FunctionArn arn =
                new FunctionArn("us-east-1", new AccountId("000000000000"), name, Optional.of(FunctionArn.LATEST));
        Program program = new Program.Packaged(
                new RuntimeIdentifier("provided.al2023"),
                "any",
                new CodePackage("0".repeat(64), new DataSize(3)),
                List.of());
        return new FunctionVersion(
                arn,
                "revision of " + name,
                new FunctionConfiguration(
                        program,
                        "arn:aws:iam::000000000000:role/r",
                        "",
                        Map.of(),
                        DataSize.ofMebibytes(128),
                        DataSize.ofMebibytes(512),
                        Duration.ofSeconds(3),
                        List.of("x86_64"),
                        Logging.text("/aws/lambda/" + name),
                        Map.of()));
    }

    /** A Worker whose sandboxes are there at once. */
    private static final class EmptyWorker implements Worker {
        @Override
        public WorkerView view() {
            return new WorkerView(new WorkerId("w"), "zone", DataSize.ofMebibytes(1 << 20), new DataSize(0), 0, false);
        }

        @Override
        public void prepare(FunctionVersion function) {}

        @Override
        public void start(StartOrder order) {}

        @Override
        public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) {
            throw new UnsupportedOperationException("nothing runs here");
        }

        @Override
        public void stop(SandboxId sandbox) {}

        @Override
        public WorkerReport report(long epoch) {
            return new WorkerReport(view(), 2_000, List.of());
        }

        @Override
        public void onSandboxGone(GoneListener listener) {}

        @Override
        public void close() {}
    }
}
