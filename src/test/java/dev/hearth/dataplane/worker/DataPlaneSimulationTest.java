package dev.hearth.dataplane.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hearth.dataplane.counter.AccountCounter;
import dev.hearth.dataplane.counter.TestingCounter;
import dev.hearth.dataplane.frontend.CallRunner;
import dev.hearth.dataplane.frontend.Frontend;
import dev.hearth.dataplane.frontend.LocalFrontend;
import dev.hearth.dataplane.frontend.TestingFrontend;
import dev.hearth.dataplane.frontend.TimedCalls;
import dev.hearth.dataplane.frontend.WatchedStore;
import dev.hearth.dataplane.placement.FirstFitPlacement;
import dev.hearth.dataplane.runtimeapi.RuntimeSession.InvokeOutcome;
import dev.hearth.dataplane.sandbox.Exit;
import dev.hearth.dataplane.sandbox.simulated.SimulatedProcess;
import dev.hearth.dataplane.workermanager.DirectWorkerManager;
import dev.hearth.dataplane.workermanager.ManagerMachine;
import dev.hearth.dataplane.workermanager.RevisionRetirement;
import dev.hearth.dataplane.workermanager.WorkerManagerConfiguration;
import dev.hearth.dataplane.workermanager.keepalive.FixedKeepAlive;
import dev.hearth.error.ServiceException;
import dev.hearth.model.Function;
import dev.hearth.model.FunctionNames;
import dev.hearth.model.FunctionState;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.Invocation;
import dev.hearth.model.InvocationResult;
import dev.hearth.model.TestingModel;
import dev.hearth.time.Ids;
import dev.hearth.time.SystemTimers;
import dev.hearth.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frontend, Counter, Worker Manager and Worker together, over simulated sandboxes whose programs fail in every way,
 * while functions are updated. Each seed gives every caller, program and update its own sequence; how they interleave
 * differs from run to run. That a sandbox gets two invocations at once is a bug that the worker itself throws.
 */
@Timeout(120)
class DataPlaneSimulationTest {
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int CALLERS = 24;
    private static final int CALLS = 30;
    private static final int UPDATES = 15;

    @TempDir
    private Path folder;

    private final WatchedStore store = new WatchedStore();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Map<String, AtomicInteger> runs = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> revisions = new ConcurrentHashMap<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();

    @RepeatedTest(5)
    void holdsItsPromisesWhateverFails(RepetitionInfo repetition) throws InterruptedException {
        long seed = repetition.getCurrentRepetition();
        try (WorkerFixture fixture = new WorkerFixture(folder, Duration.ofMillis(1));
                SystemTimers timers = new SystemTimers("test", Time.SYSTEM)) {
            ManagerMachine machine = new ManagerMachine(
                    new WorkerManagerConfiguration(16, 16, Duration.ofSeconds(20), Duration.ofSeconds(5)),
                    new FirstFitPlacement(),
                    () -> new FixedKeepAlive(Duration.ofMillis(300)),
                    Ids.secure(),
                    1);
            DirectWorkerManager manager =
                    new DirectWorkerManager(List.of(fixture.worker), machine, 1, Time.SYSTEM, timers);
            store.onChange(RevisionRetirement.KINDS, new RevisionRetirement("us-east-1", store, manager));
            AccountCounter counter = TestingCounter.limited(CALLERS - 4);
            Frontend frontend = new LocalFrontend(
                    new FunctionNames("us-east-1"),
                    store,
                    new CallRunner(counter, manager, Workers.of(List.of(fixture.worker))),
                    (event, function) -> {},
                    Time.SYSTEM,
                    Ids.secure(),
                    new TimedCalls(Time.SYSTEM, call -> {}));
            for (String name : NAMES) {
                fixture.handlers.put(name, (process, api) -> program(process, api, seed));
                update(fixture, name);
            }
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                Random random = new Random(seed * 1_000 + i);
                String caller = "caller-" + i;
                threads.add(Thread.ofVirtual().start(() -> call(frontend, caller, random)));
            }
            threads.add(Thread.ofVirtual().start(() -> {
                Random random = new Random(-seed);
                for (int i = 0; i < UPDATES; i++) {
                    LockSupport.parkNanos(random.nextInt(20_000_000));
                    update(fixture, NAMES.get(random.nextInt(NAMES.size())));
                }
            }));
            for (Thread thread : threads) {
                thread.join();
            }

            manager.drain(Duration.ofSeconds(20));

            assertThat(violations).as("seed %d", seed).isEmpty();
            assertThat(answered.get() + refused.get()).as("seed %d", seed).isEqualTo(CALLERS * CALLS);
            assertThat(answered.get()).as("answers, seed %d", seed).isGreaterThan(CALLERS * CALLS / 4);
            runs.forEach((id, count) -> assertThat(count).as("runs of " + id).hasValue(1));
            assertThat(counter.running(TestingModel.arn("a").account())).isZero();
            assertThat(manager.size())
                    .as("sandboxes known after the drain, seed %d", seed)
                    .isZero();
            assertThat(fixture.worker.report(1).sandboxes()).as("seed %d", seed).isEmpty();
            assertThat(fixture.worker.view().assigned().bytes())
                    .as("seed %d", seed)
                    .isZero();
            assertThat(fixture.runtimeApi.size()).as("sessions, seed %d", seed).isZero();
            assertThat(fixture.driverSandboxes()).as("seed %d", seed).isZero();
            manager.close();
        }
    }

    private void call(Frontend frontend, String caller, Random random) {
        for (int i = 0; i < CALLS; i++) {
            String name = NAMES.get(random.nextInt(NAMES.size()));
            int current = revisions
                    .computeIfAbsent(name, absent -> new AtomicInteger())
                    .get();
            String id = caller + "-" + i;
            try {
                InvocationResult result = frontend.invoke(new Frontend.Call(
                                TestingModel.arn(name).account(),
                                name,
                                Optional.empty(),
                                Frontend.InvocationType.REQUEST_RESPONSE,
                                new byte[0],
                                id,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                TestingFrontend.times(id)))
                        .result()
                        .orElseThrow();
                answered.incrementAndGet();
                check(id, name, current, result);
            } catch (ServiceException e) {
                refused.incrementAndGet();
            } catch (RuntimeException e) {
                violations.add(id + " met a bug: " + e);
            }
            LockSupport.parkNanos(random.nextInt(3_000_000));
        }
    }

    /** An answer names the function, the revision and the request that it is for. */
    private void check(String id, String name, int current, InvocationResult result) {
        String log = new String(result.logTail(), StandardCharsets.UTF_8);
        if (!log.contains("END RequestId: " + id + "\nREPORT RequestId: " + id + "\t")) {
            violations.add(id + " has the wrong log: " + log);
        }
        if (result.functionError().isPresent()) {
            return;
        }
        String[] answer = new String(result.payload(), StandardCharsets.UTF_8).split(" ", 3);
        if (!answer[0].equals(name) || !answer[2].equals(id)) {
            violations.add(id + " of " + name + " got another's answer: " + List.of(answer));
        }
        if (Integer.parseInt(answer[1]) < current) {
            violations.add(id + " began after revision " + current + " and got " + answer[1]);
        }
        if (!log.contains("handling " + id + "\n")) {
            violations.add(id + " lacks its output: " + log);
        }
    }

    /** Fails in one of a dozen ways now and then, chosen by the invocations it gets. */
    private Exit program(SimulatedProcess process, InMemoryRuntimeApi.Session api, long seed)
            throws InterruptedException, IOException {
        Map<String, String> environment = process.assignment().environment();
        Random random = new Random(seed + api.endpoint().hashCode());
        process.pause(Duration.ofMillis(random.nextInt(5)));
        switch (random.nextInt(20)) {
            case 0 -> {
                return new Exit.Status(1);
            }
            case 1 -> {
                api.failInit(WorkerFixture.error("Runtime.Unlucky", "init"));
                return new Exit.Status(1);
            }
            default -> {
                // most start
            }
        }
        while (true) {
            Invocation invocation = api.next();
            if (!invocation.invokedArn().name().equals(environment.get("AWS_LAMBDA_FUNCTION_NAME"))) {
                violations.add("another function's invocation: " + invocation.invokedArn());
            }
            runs.computeIfAbsent(invocation.requestId(), absent -> new AtomicInteger())
                    .incrementAndGet();
            process.print("handling " + invocation.requestId() + "\n");
            switch (random.nextInt(40)) {
                case 0 -> {
                    return new Exit.Signal(11);
                }
                case 1 -> process.idle();
                case 2 -> api.answer(new InvokeOutcome.Failed(WorkerFixture.error("Unlucky", "handler")));
                case 3 -> {
                    answer(api, environment, invocation);
                    return new Exit.Status(0);
                }
                default -> {
                    process.pause(Duration.ofMillis(random.nextInt(3)));
                    answer(api, environment, invocation);
                }
            }
        }
    }

    private static void answer(InMemoryRuntimeApi.Session api, Map<String, String> environment, Invocation invocation) {
        api.respond(environment.get("AWS_LAMBDA_FUNCTION_NAME") + " " + environment.get("REVISION") + " "
                + invocation.requestId());
    }

    /** Stores a new revision, by which the earlier ones are retired, and then says that it is the current one. */
    private void update(WorkerFixture fixture, String name) {
        AtomicInteger current = revisions.computeIfAbsent(name, absent -> new AtomicInteger());
        int next = current.get() + 1;
        FunctionVersion version =
                withRevision(fixture.function(name, name + "-" + next, Duration.ofMillis(300)), Integer.toString(next));
        store.put(stored(version));
        current.set(next);
    }

    private static FunctionVersion withRevision(FunctionVersion version, String revision) {
        return new FunctionVersion(
                version.arn(),
                version.revisionId(),
                TestingModel.configuration(
                        version.arn().name(), version.program(), Map.of("REVISION", revision), 128, version.timeout()));
    }

    private static Function stored(FunctionVersion version) {
        return TestingModel.function(
                version.arn().unqualified(), version.revisionId(), version.configuration(), FunctionState.ACTIVE);
    }
}
