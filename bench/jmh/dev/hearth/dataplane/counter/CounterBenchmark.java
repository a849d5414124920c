package dev.hearth.dataplane.counter;

import dev.hearth.dataplane.counter.Capacity.Reservation;
import dev.hearth.model.AccountId;
import dev.hearth.model.ConcurrencyLimit;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.Optional;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** One call's use of the Counter: a permit is taken and ended. All calls are of one account, of a hundred functions. */
@State(Scope.Benchmark)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CounterBenchmark {
    private static final int FUNCTIONS = 100;
    private static final int OWN = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** What the functions have of the account's concurrency. */
    @Param({"unreserved", "reserved", "provisioned"})
    String pool = "";

    private final Claimant[] claimants = new Claimant[FUNCTIONS];
    private final SystemTimers timers = new SystemTimers("counter", Time.SYSTEM);
    private final ConcurrencyLimit limit = new ConcurrencyLimit(ConcurrencyLimit.MOST);
    private final Counter counter = new AccountCounter(account -> limit, Time.SYSTEM, timers, Ids.secure());
    private Capacity capacity = Capacity.UNRESERVED;

    /** Which function a thread calls next. */
    @State(Scope.Thread)
    public static class Caller {
        private int next;
    }

    @Setup
    public void prepare() {
        for (int i = 0; i < FUNCTIONS; i++) {
            claimants[i] = new Claimant(new AccountId("000000000000"), "function-" + i, "1");
        }
        capacity = switch (pool) {
            case "reserved" -> new Capacity(0, Optional.of(new Reservation(10 * OWN, 0)), 10 * OWN * FUNCTIONS / 2);
            case "provisioned" -> new Capacity(10 * OWN, Optional.empty(), 10 * OWN * FUNCTIONS / 2);
            default -> Capacity.UNRESERVED;
        };
    }

    @TearDown
    public void close() {
        timers.close();
    }

    @Benchmark
    @Threads(1)
    public Permit oneThread(Caller caller) {
        return call(caller);
    }

    @Benchmark
    @Threads(2)
    public Permit twoThreads(Caller caller) {
        return call(caller);
    }

    private Permit call(Caller caller) {
        Claimant claimant = claimants[caller.next++ % FUNCTIONS];
        Permit permit = counter.acquire(claimant, capacity, InvocationKind.SYNCHRONOUS, TIMEOUT);
        counter.end(permit);
        return permit;
    }
}
