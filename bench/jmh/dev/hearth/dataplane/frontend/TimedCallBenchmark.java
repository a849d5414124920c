package dev.hearth.dataplane.frontend;

import dev.hearth.base.metrics.Metrics;
import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.model.AccountId;
import dev.hearth.model.FunctionArn;
import dev.hearth.time.Time;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a warm call takes to be measured: its phases are read from the clock, kept, and counted in histograms. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TimedCallBenchmark {
    private static final FunctionArn ARN =
            new FunctionArn("us-east-1", new AccountId("000000000000"), "f", Optional.empty());

    private final TimedCalls kept = new TimedCalls(Time.SYSTEM, call -> {});
    private final TimedCalls counted = new TimedCalls(Time.SYSTEM, new CallMetrics(new Metrics())::add);

    @Benchmark
    @Threads(1)
    public void oneThreadKept() {
        call(kept);
    }

    @Benchmark
    @Threads(1)
    public void oneThread() {
        call(counted);
    }

    @Benchmark
    @Threads(2)
    public void twoThreads() {
        call(counted);
    }

    private static void call(TimedCalls calls) {
        try (CallTimes times = calls.begin("8b1e0c1e-8f5a-4b6e-9d4b-0d3c7a1f2e4d")) {
            times.end(CallPhase.BODY);
            times.end(CallPhase.SIGNATURE);
            times.checked(ARN);
            times.end(CallPhase.PERMIT);
            times.end(CallPhase.SANDBOX);
            times.invoked(new InvocationTimes(1, 0, 1, 1, Optional.empty()), Optional.empty());
        }
    }
}
