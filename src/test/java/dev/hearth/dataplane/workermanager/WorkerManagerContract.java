package dev.hearth.dataplane.workermanager;

import static dev.hearth.dataplane.workermanager.TestingFunctions.arn;
import static dev.hearth.dataplane.workermanager.TestingFunctions.function;
import static dev.hearth.dataplane.workermanager.TestingFunctions.invocation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.SandboxId;
import dev.hearth.time.Eventually;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every Worker Manager does, whatever is between it and its Workers. */
@Timeout(60)
abstract class WorkerManagerContract {
    private static final FunctionVersion FUNCTION = function("f", "r1", 128);
    private static final WorkerManagerConfiguration CONFIGURATION =
            new WorkerManagerConfiguration(64, 64, Duration.ofSeconds(10), Duration.ofMillis(200));

    static final long EPOCH = 1;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<WorkerManager, FakeWorker> workers = new ConcurrentHashMap<>();

    /** One with this Worker. */
    abstract WorkerManager create(WorkerManagerConfiguration configuration, Duration keepAlive, FakeWorker worker);

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
        leave();
    }

    /** The test is over. */
    void leave() {}

    @Test
    void usesAnIdleSandboxAgain() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);

        String first = call(manager, FUNCTION);
        String second = call(manager, FUNCTION);

        assertThat(second).isEqualTo(first);
        assertThat(worker.started).hasValue(1);
        assertThat(manager.size()).isEqualTo(1);
    }

    @Test
    void startsProvisionedSandboxesAheadAndReplacesThem() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);

        manager.provision(FUNCTION, 2);
        Eventually.holds(() -> there(manager) == 2);
        String used = call(manager, FUNCTION);
        assertThat(worker.started).hasValue(2);
        assertThat(worker.provisioned).hasValue(2);

        worker.crash(new SandboxId(used.substring(0, used.indexOf(' '))));
        Eventually.holds(() -> worker.provisioned.get() == 3 && there(manager) == 2);

        manager.provision(FUNCTION, 0);
        Eventually.holds(() -> manager.size() == 0);
        assertThat(there(manager)).isZero();
    }

    @Test
    void replacesAProvisionedSandboxThatEndedBeforeItWasKnown() {
        List<FakeWorker> those = new ArrayList<>();
        AtomicInteger starts = new AtomicInteger();
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {
            @Override
            public void started(SandboxId sandbox) {
                if (starts.incrementAndGet() == 1) {
                    those.getFirst().crash(sandbox);
                }
            }
        });
        those.add(worker);
        WorkerManager manager = manager(CONFIGURATION, worker);

        manager.provision(FUNCTION, 1);

        Eventually.holds(() -> worker.provisioned.get() == 2 && there(manager) == 1);
        assertThat(manager.size()).isEqualTo(1);
        assertThat(call(manager, FUNCTION)).endsWith(" r1");
        assertThat(worker.started).hasValue(2);
    }

    private static int there(WorkerManager manager) {
        return manager.provisioned(FUNCTION.sandboxKey()).there();
    }

    @Test
    void neverLendsATenantsSandboxToAnother() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);

        for (String tenant : List.of("blue", "green", "blue")) {
            manager.end(
                    manager.grant(FUNCTION, Optional.of(tenant), InvocationKind.SYNCHRONOUS), GrantOutcome.REUSABLE);
        }

        assertThat(worker.started).hasValue(2);
        manager.keysOf(FUNCTION.arn()).forEach(manager::retire);
        Eventually.holds(() -> manager.size() == 0);
    }

    @Test
    void startsABurstSideBySide() throws InterruptedException {
        CountDownLatch allStarting = new CountDownLatch(50);
        FakeWorker worker = new FakeWorker("w", 50 * 128, new FakeWorker.Behaviour() {
            @Override
            public void starting(FunctionVersion function) {
                allStarting.countDown();
                await(allStarting);
            }

            @Override
            public boolean invoking(SandboxId sandbox, Invocation invocation) {
                return true;
            }
        });
        WorkerManager manager = manager(CONFIGURATION, worker);
        List<Grant> grants = inParallel(50, () -> grant(manager, FUNCTION));

        assertThat(worker.started).hasValue(50);
        grants.forEach(grant -> manager.end(grant, GrantOutcome.REUSABLE));
        assertThat(worker.violations).isEmpty();
    }

    @Test
    void aSlowStartHoldsUpOthersOnlyForItsTurn() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {
            @Override
            public void starting(FunctionVersion function) {
                if (function.arn().name().equals("slow")) {
                    await(never);
                }
            }
        });
        WorkerManager manager =
                manager(new WorkerManagerConfiguration(1, 1, Duration.ofSeconds(20), Duration.ofMillis(200)), worker);
        Thread slow = Thread.ofVirtual().start(() -> call(manager, function("slow", "r1", 128)));

        assertThat(call(manager, FUNCTION)).endsWith(" r1");

        never.countDown();
        slow.join();
    }

    @Test
    void aFinishedInvocationServesWhoWaitsForASlowStart() throws InterruptedException {
        CountDownLatch secondMayStart = new CountDownLatch(1);
        AtomicInteger starts = new AtomicInteger();
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {
            @Override
            public void starting(FunctionVersion function) {
                if (starts.incrementAndGet() > 1) {
                    await(secondMayStart);
                }
            }
        });
        WorkerManager manager = manager(CONFIGURATION, worker);
        Grant first = grant(manager, FUNCTION);
        List<String> answers = new ArrayList<>();
        Thread waiter = Thread.ofVirtual().start(() -> answers.add(call(manager, FUNCTION)));
        Eventually.holds(() -> starts.get() == 2);

        String own = text(worker, first);
        manager.end(first, GrantOutcome.REUSABLE);
        waiter.join();

        assertThat(answers).containsExactly(own);
        secondMayStart.countDown();
        Eventually.holds(() -> manager.size() == 2);
    }

    @Test
    void retriesAStartThatFailsOnceAndFailsTheWaiterIfItFailsAgain() {
        AtomicInteger starts = new AtomicInteger();
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {
            @Override
            public void starting(FunctionVersion function) {
                if (starts.incrementAndGet() != 2) {
                    throw FakeWorker.broken();
                }
            }
        });
        WorkerManager manager = manager(CONFIGURATION, worker);

        assertThat(call(manager, FUNCTION)).endsWith(" r1");

        ServiceException failure =
                catchThrowableOfType(ServiceException.class, () -> grant(manager, function("g", "r1", 128)));
        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE);
        assertThat(starts).hasValue(4);
    }

    @Test
    void makesRoomByRetiringTheLongestIdleOfAnyFunction() {
        FakeWorker worker = new FakeWorker("w", 256, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);
        String oldest = call(manager, function("a", "r1", 128));
        String recent = call(manager, function("b", "r1", 128));

        call(manager, function("c", "r1", 128));

        assertThat(worker.stopped()).containsExactly(new SandboxId(oldest.split(" ", 2)[0]));
        assertThat(call(manager, function("b", "r1", 128))).isEqualTo(recent);
        assertThat(worker.violations).isEmpty();
    }

    @Test
    void saysThatThereIsNoRoom() {
        FakeWorker worker = new FakeWorker("w", 256, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);
        Grant one = grant(manager, FUNCTION);
        Grant two = grant(manager, FUNCTION);

        ServiceException failure = catchThrowableOfType(ServiceException.class, () -> grant(manager, FUNCTION));
        ServiceException huge =
                catchThrowableOfType(ServiceException.class, () -> grant(manager, function("huge", "r1", 512)));

        assertThat(failure.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        assertThat(failure.reason()).contains("CallerRateLimitExceeded");
        assertThat(failure.getStackTrace()).isEmpty();
        assertThat(huge.code()).isEqualTo(ErrorCode.TOO_MANY_REQUESTS);
        manager.end(one, GrantOutcome.REUSABLE);
        manager.end(two, GrantOutcome.REUSABLE);
        assertThat(call(manager, function("other", "r1", 256))).endsWith(" r1");
        assertThat(worker.violations).isEmpty();
    }

    @Test
    void takesRoomThatAnInvocationsEndMakes() throws InterruptedException {
        FakeWorker worker = new FakeWorker("w", 128, new FakeWorker.Behaviour() {});
        WorkerManager manager =
                manager(new WorkerManagerConfiguration(64, 64, Duration.ofSeconds(30), Duration.ofSeconds(30)), worker);
        Grant holder = grant(manager, FUNCTION);
        List<String> answers = new ArrayList<>();
        Thread seeker = Thread.ofVirtual().start(() -> answers.add(call(manager, function("g", "r9", 128))));
        Eventually.holds(() -> seeker.getState() == Thread.State.WAITING);

        manager.end(holder, GrantOutcome.REUSABLE);
        seeker.join();

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).endsWith(" r9");
    }

    @Test
    void takesAnotherSandboxIfOneWasGone() {
        AtomicInteger calls = new AtomicInteger();
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {
            @Override
            public boolean invoking(SandboxId sandbox, Invocation invocation) throws SandboxGoneException {
                if (calls.incrementAndGet() < 3) {
                    throw new SandboxGoneException(sandbox);
                }
                return true;
            }
        });
        WorkerManager manager = manager(CONFIGURATION, worker);

        assertThat(call(manager, FUNCTION)).endsWith(" r1");
        Eventually.holds(() -> manager.size() == 1);
        assertThat(calls).hasValue(3);

        calls.set(-100);
        ServiceException failure = catchThrowableOfType(ServiceException.class, () -> call(manager, FUNCTION));
        assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE);
        Eventually.holds(() -> manager.size() == 0);
    }

    @Test
    void doesNotUseASandboxAgainThatCanNotGoOn() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {
            @Override
            public boolean invoking(SandboxId sandbox, Invocation invocation) {
                return false;
            }
        });
        WorkerManager manager = manager(CONFIGURATION, worker);

        assertThat(call(manager, FUNCTION)).isNotEqualTo(call(manager, FUNCTION));
        Eventually.holds(() -> manager.size() == 0 && worker.stopped().size() == 2);
    }

    @Test
    void forgetsAnIdleSandboxThatEnded() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);
        String first = call(manager, FUNCTION);

        worker.crash(new SandboxId(first.split(" ", 2)[0]));

        Eventually.holds(() -> manager.size() == 0);
        assertThat(call(manager, FUNCTION)).isNotEqualTo(first);
    }

    @Test
    void retiresEarlierRevisionsIdleNowAndBusyWhenDone() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);
        FunctionVersion next = function("f", "r2", 128);
        Grant busy = grant(manager, FUNCTION);
        call(manager, FUNCTION);
        call(manager, next);
        call(manager, function("g", "r1", 128));

        manager.retire(FUNCTION.sandboxKey());
        Eventually.holds(() -> manager.size() == 3);
        manager.end(busy, GrantOutcome.REUSABLE);
        Eventually.holds(() -> manager.size() == 2);

        manager.keysOf(arn("f")).forEach(manager::retire);
        Eventually.holds(() -> manager.size() == 1);
    }

    @Test
    void letsGoOfWhatIsIdleForTooLong() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, Duration.ZERO, worker);
        call(manager, FUNCTION);

        Eventually.holds(() -> manager.size() == 0);
        assertThat(worker.stopped()).hasSize(1);
    }

    @Test
    void takesOverWhatIsThere() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        SandboxId there = new SandboxId("there");
        worker.add(new StartOrder(
                there, FUNCTION, Optional.empty(), InitializationType.ON_DEMAND, 0, StartOrder.Waits.NONE));
        WorkerManager manager = manager(CONFIGURATION, worker);

        assertThat(call(manager, FUNCTION)).isEqualTo(there + " r1");
    }

    @Test
    void drainsWhenInvocationsAreDoneAndRefusesNewOnes() throws InterruptedException {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);
        Grant busy = grant(manager, FUNCTION);
        Thread drain = Thread.ofVirtual().start(() -> manager.drain(Duration.ofSeconds(30)));
        Eventually.holds(() -> refuses(manager));

        assertThat(text(worker, busy)).endsWith(" r1");
        manager.end(busy, GrantOutcome.REUSABLE);
        drain.join();

        assertThat(manager.size()).isZero();
        assertThat(worker.report(EPOCH).sandboxes()).isEmpty();
    }

    @Test
    void stopsEverythingWhenTheDrainTakesTooLong() {
        FakeWorker worker = new FakeWorker("w", 1024, new FakeWorker.Behaviour() {});
        WorkerManager manager = manager(CONFIGURATION, worker);
        Grant busy = grant(manager, FUNCTION);

        manager.drain(Duration.ofMillis(20));

        assertThat(worker.report(EPOCH).sandboxes()).isEmpty();
        manager.end(busy, GrantOutcome.REUSABLE);
        manager.close();
        assertThat(manager.size()).isZero();
    }

    private WorkerManager manager(WorkerManagerConfiguration configuration, FakeWorker worker) {
        return manager(configuration, Duration.ofMinutes(10), worker);
    }

    private WorkerManager manager(WorkerManagerConfiguration configuration, Duration keepAlive, FakeWorker worker) {
        WorkerManager manager = create(configuration, keepAlive, worker);
        workers.put(manager, worker);
        open.add(manager);
        return manager;
    }

    private static Grant grant(WorkerManager manager, FunctionVersion function) {
        return manager.grant(function, Optional.empty(), InvocationKind.SYNCHRONOUS);
    }

    /** A call as the Frontend makes it. */
    private String call(WorkerManager manager, FunctionVersion function) {
        for (int i = 1; i <= 3; i++) {
            Grant grant = grant(manager, function);
            GatheringSink sink = new GatheringSink();
            try {
                Worker.Completion end =
                        Objects.requireNonNull(workers.get(manager)).invoke(grant, invocation(function, "id"), sink);
                manager.end(grant, end.reusable() ? GrantOutcome.REUSABLE : GrantOutcome.SPENT);
                return new String(sink.payload(), StandardCharsets.UTF_8);
            } catch (SandboxGoneException e) {
                manager.end(grant, GrantOutcome.GONE);
            }
        }
        throw new ServiceException(ErrorCode.SERVICE, "gone three times");
    }

    private static String text(FakeWorker worker, Grant grant) {
        GatheringSink sink = new GatheringSink();
        try {
            var _ = worker.invoke(grant, invocation(FUNCTION, "id"), sink);
        } catch (SandboxGoneException e) {
            throw new AssertionError(e);
        }
        return new String(sink.payload(), StandardCharsets.UTF_8);
    }

    private static boolean refuses(WorkerManager manager) {
        try {
            manager.end(grant(manager, FUNCTION), GrantOutcome.REUSABLE);
            return false;
        } catch (ServiceException e) {
            return e.code() == ErrorCode.SERVICE_UNAVAILABLE;
        }
    }

    private static <T> List<T> inParallel(int count, java.util.function.Supplier<T> action)
            throws InterruptedException {
        Set<T> results = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().start(() -> results.add(action.get())));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return List.copyOf(results);
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
