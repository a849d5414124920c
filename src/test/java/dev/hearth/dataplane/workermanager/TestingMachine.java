package dev.hearth.dataplane.workermanager;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.placement.Placement;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.worker.WorkerReport.SandboxReport;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.dataplane.workermanager.keepalive.KeepAlivePolicy;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Ids;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A machine, a clock that stands still until it is told to go on, and what the machine wants done and is not yet. */
final class TestingMachine {
    static final long EPOCH = 7;
    static final Duration KEEP_ALIVE = Duration.ofMinutes(10);
    static final WorkerManagerConfiguration CONFIGURATION =
            new WorkerManagerConfiguration(4, 2, Duration.ofSeconds(60), Duration.ofSeconds(5));

    final ManagerMachine machine;
    final List<ManagerAction.Start> starts = new ArrayList<>();
    final List<ManagerAction.Stop> stops = new ArrayList<>();
    final List<ManagerAction.Look> looks = new ArrayList<>();
    private final Map<Long, ManagerAction.Answer> answers = new HashMap<>();
    final PriorityQueue<ManagerAction.WakeAt> wakes = new PriorityQueue<>(
            Comparator.comparingLong(ManagerAction.WakeAt::nanos).thenComparingInt(ManagerAction.WakeAt::part));
    final TestingWorkers workers = new TestingWorkers();

    /** Whether Workers say what they run when they are asked because it is time to. */
    boolean workersAnswer = true;

    long now;
    private long asks;

    TestingMachine() {
        this(CONFIGURATION, () -> new FixedKeepAlive(KEEP_ALIVE));
    }

    TestingMachine(WorkerManagerConfiguration configuration, Supplier<KeepAlivePolicy> policies) {
        this(configuration, new FirstFitPlacement(), policies);
    }

    TestingMachine(WorkerManagerConfiguration configuration, Placement placement, Supplier<KeepAlivePolicy> policies) {
        machine = new ManagerMachine(configuration, placement, policies, counting(), EPOCH);
    }

    /** Ids that count. */
    static Ids counting() {
        AtomicInteger next = new AtomicInteger();
        return count -> Arrays.copyOf(
                ByteBuffer.allocate(Integer.BYTES)
                        .putInt(next.incrementAndGet())
                        .array(),
                count);
    }

    void on(ManagerEvent event) {
        workers.heard(event);
        for (ManagerAction action : machine.on(event, now)) {
            switch (action) {
                case ManagerAction.Answer answer -> {
                    if (answer instanceof ManagerAction.Give(long _, Grant grant)) {
                        workers.given(grant);
                    }
                    if (answers.put(answer.ask(), answer) != null) {
                        throw new AssertionError("answered twice: " + answer);
                    }
                }
                case ManagerAction.Start start -> {
                    starts.add(start);
                    workers.ordered(start.worker(), start.order());
                }
                case ManagerAction.Stop stop -> stops.add(stop);
                case ManagerAction.Look look -> looks.add(look);
                case ManagerAction.WakeAt wake -> wakes.add(wake);
            }
        }
    }

    /** Goes on for so long, and wakes the machine whenever it wants. */
    void advance(Duration by) {
        long end = now + by.toNanos();
        for (ManagerAction.WakeAt next = wakes.peek(); next != null && next.nanos() <= end; next = wakes.peek()) {
            wakes.remove();
            now = Math.max(now, next.nanos());
            on(new ManagerEvent.TimeCame(next.part()));
            if (workersAnswer) {
                answerLooks();
            }
        }
        now = end;
    }

    private void answerLooks() {
        while (!looks.isEmpty()) {
            on(new ManagerEvent.WorkerReported(
                    workers.report(looks.removeFirst().worker())));
        }
    }

    void join(String worker, int memoryMb, SandboxReport... residents) {
        WorkerView view =
                new WorkerView(new WorkerId(worker), "zone", DataSize.ofMebibytes(memoryMb), new DataSize(0), 0, false);
        on(new ManagerEvent.WorkerReported(new WorkerReport(view, 4_000, List.of(residents))));
    }

    long ask(FunctionVersion function) {
        return ask(function, Optional.empty());
    }

    long ask(FunctionVersion function, Optional<String> tenant) {
        long ask = asks++;
        on(new ManagerEvent.Asked(ask, function, tenant, InvocationKind.SYNCHRONOUS));
        return ask;
    }

    /** Like {@link #ask}, for an event. */
    long askForEvent(FunctionVersion function) {
        long ask = asks++;
        on(new ManagerEvent.Asked(ask, function, Optional.empty(), InvocationKind.ASYNCHRONOUS));
        return ask;
    }

    boolean isAnswered(long ask) {
        return answers.containsKey(ask);
    }

    boolean isRefused(long ask) {
        return answers.get(ask) instanceof ManagerAction.Refuse;
    }

    /** What a request was given. */
    Grant granted(long ask) {
        ManagerAction.Answer answer = Objects.requireNonNull(answers.get(ask), "not answered");
        if (answer instanceof ManagerAction.Give(long _, Grant grant)) {
            return grant;
        }
        throw new AssertionError("not given: " + answer);
    }

    /** Why a request was refused. */
    ServiceException refusal(long ask) {
        ManagerAction.Answer answer = Objects.requireNonNull(answers.get(ask), "not answered");
        if (answer instanceof ManagerAction.Refuse(long _, ServiceException reason)) {
            return reason;
        }
        throw new AssertionError("not refused: " + answer);
    }

    /** The oldest start that is ordered succeeds. */
    ManagerAction.Start started() {
        ManagerAction.Start start = starts.removeFirst();
        on(new ManagerEvent.Started(start.worker(), start.order().sandbox()));
        return start;
    }

    /** The oldest start that is ordered fails by the platform. */
    void startFails() {
        startFails(new ServiceException(ErrorCode.SERVICE, "broken on purpose"));
    }

    void startFails(ServiceException reason) {
        ManagerAction.Start start = starts.removeFirst();
        on(new ManagerEvent.StartFailed(start.worker(), start.order().sandbox(), reason));
    }

    /** Every stop that is ordered is done. */
    void allStopped() {
        while (!stops.isEmpty()) {
            ManagerAction.Stop stop = stops.removeFirst();
            on(new ManagerEvent.Stopped(stop.worker(), stop.sandbox()));
        }
    }

    /** A request that is given a new sandbox, which starts for it. */
    Grant busy(FunctionVersion function) {
        long ask = ask(function);
        started();
        return granted(ask);
    }

    /** An idle sandbox, which has run one invocation. */
    Grant idle(FunctionVersion function) {
        Grant grant = busy(function);
        end(grant, GrantOutcome.REUSABLE);
        return grant;
    }

    void end(Grant grant, GrantOutcome how) {
        on(new ManagerEvent.Ended(grant, how));
    }
}
