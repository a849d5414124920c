package dev.hearth.dataplane.workermanager;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.time.Eventually;
import dev.hearth.time.Ids;
import dev.hearth.time.ManualClock;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a Worker in the same process, and many threads at once. */
class DirectWorkerManagerTest extends WorkerManagerContract {
    private static final int CALLERS = 16;
    private static final int CALLS = 400;
    private static final int FUNCTIONS = 24;

    private final List<SystemTimers> timers = new ArrayList<>();

    @Override
    DirectWorkerManager create(WorkerManagerConfiguration configuration, Duration keepAlive, FakeWorker worker) {
        ManagerMachine machine = new ManagerMachine(
                configuration, new FirstFitPlacement(), () -> new FixedKeepAlive(keepAlive), Ids.secure(), EPOCH);
        SystemTimers own = new SystemTimers("test", Time.SYSTEM);
        timers.add(own);
        return new DirectWorkerManager(List.of(worker), machine, EPOCH, Time.SYSTEM, own);
    }

    @AfterEach
    void closeTimers() {
        timers.forEach(SystemTimers::close);
    }

    @Test
    void aWorkerThatDoesNotAnswerIsAskedOnceAndIsHeardWhenItDoes() {
        AtomicInteger questions = new AtomicInteger();
        CountDownLatch hangs = new CountDownLatch(1);
        FakeWorker worker = new FakeWorker("w", 1_024, new FakeWorker.Behaviour() {
            @Override
            public void reporting() {
                if (questions.incrementAndGet() > 1) { // the first is asked as the manager begins
                    awaitQuietly(hangs);
                }
            }
        });
        ManualClock clock = new ManualClock(Instant.EPOCH);
        try (DirectWorkerManager manager = manager(worker, clock)) {
            manager.end(
                    manager.grant(
                            TestingFunctions.function("f", "r", 128), Optional.empty(), InvocationKind.SYNCHRONOUS),
                    GrantOutcome.REUSABLE);

            clock.advance(Limits.LOOK_EVERY.multipliedBy(2));
            Eventually.holds(() -> questions.get() == 2);
            assertThat(manager.size()).isEqualTo(1);
            clock.advance(Limits.LOOK_ANSWER);
            assertThat(manager.size()).isZero();
            clock.advance(Limits.LOOK_EVERY.multipliedBy(4));
            assertThat(questions).hasValue(2);

            hangs.countDown();
            Eventually.holds(() -> manager.size() == 1);
        }
    }

    @Test
    void aDrainWaitsForASignalAndNoLongerThanItsLimit() throws InterruptedException {
        FakeWorker worker = new FakeWorker("w", 1_024, new FakeWorker.Behaviour() {});
        ManualClock clock = new ManualClock(Instant.EPOCH);
        DirectWorkerManager manager = manager(worker, clock);
        Grant first =
                manager.grant(TestingFunctions.function("f", "r", 128), Optional.empty(), InvocationKind.SYNCHRONOUS);
        var _ = manager.grant(TestingFunctions.function("f", "r", 128), Optional.empty(), InvocationKind.SYNCHRONOUS);

        Thread drain = Thread.ofVirtual().start(() -> manager.drain(Duration.ofSeconds(30)));
        Eventually.holds(() -> drain.getState() == Thread.State.WAITING);
        manager.end(first, GrantOutcome.REUSABLE);
        Eventually.holds(() -> drain.getState() == Thread.State.WAITING);
        clock.advance(Duration.ofSeconds(30));

        drain.join();
        assertThat(manager.size()).isZero();
        assertThat(worker.stopped()).hasSize(2);
    }

    private static DirectWorkerManager manager(FakeWorker worker, ManualClock clock) {
        ManagerMachine machine = new ManagerMachine(
                WorkerManagerConfiguration.of(4, 1),
                new FirstFitPlacement(),
                () -> new FixedKeepAlive(Duration.ofHours(1)),
                Ids.secure(),
                EPOCH);
        return new DirectWorkerManager(List.of(worker), machine, EPOCH, clock, clock);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** There is room for a few functions only: at nearly every call another one's sandbox makes way. */
    @Test
    void manyThreadsThatCompeteForRoomNeverShareASandbox() throws InterruptedException {
        FakeWorker worker = new FakeWorker("w", 20 * 128, new FakeWorker.Behaviour() {});
        try (DirectWorkerManager manager = create(
                new WorkerManagerConfiguration(8, 8, Duration.ofSeconds(30), Duration.ofSeconds(30)),
                Duration.ofMillis(20),
                worker)) {
            List<String> failures = new CopyOnWriteArrayList<>();
            List<Thread> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(i);
                callers.add(Thread.ofVirtual().start(() -> {
                    for (int call = 0; call < CALLS; call++) {
                        call(manager, worker, random, failures);
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }

            assertThat(failures).isEmpty();
            assertThat(worker.violations).isEmpty();
            Eventually.holds(() -> manager.size() == 0);
        }
        assertThat(worker.report(EPOCH).sandboxes()).isEmpty();
    }

    private static void call(DirectWorkerManager manager, FakeWorker worker, Random random, List<String> failures) {
        FunctionVersion function = TestingFunctions.function("f" + random.nextInt(FUNCTIONS), "r", 128);
        try {
            Grant grant = manager.grant(function, Optional.empty(), InvocationKind.SYNCHRONOUS);
            GrantOutcome how = random.nextInt(20) == 0 ? GrantOutcome.SPENT : GrantOutcome.REUSABLE;
            try {
                var _ = worker.invoke(grant, TestingFunctions.invocation(function, "id"), new GatheringSink());
                if (random.nextInt(50) == 0) {
                    worker.crash(grant.sandbox());
                }
            } catch (SandboxGoneException e) {
                how = GrantOutcome.GONE;
            }
            manager.end(grant, how);
        } catch (ServiceException e) {
            if (e.code() != ErrorCode.SERVICE) { // that it ended as soon as it had started
                failures.add(e.toString());
            }
        }
    }
}
