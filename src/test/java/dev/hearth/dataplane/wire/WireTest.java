package dev.hearth.dataplane.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hearth.base.http.PayloadMemory;
import dev.hearth.base.rpc.Handlers;
import dev.hearth.base.rpc.RpcServer;
import dev.hearth.base.rpc.TestingCluster;
import dev.hearth.dataplane.counter.InvocationKind;
import dev.hearth.dataplane.counter.TestingCounter;
import dev.hearth.dataplane.placement.WorkerView;
import dev.hearth.dataplane.wire.messages.Outcome;
import dev.hearth.dataplane.wire.messages.State;
import dev.hearth.dataplane.worker.Grant;
import dev.hearth.dataplane.worker.InvocationTimes;
import dev.hearth.dataplane.worker.SandboxGoneException;
import dev.hearth.dataplane.worker.SandboxUsage;
import dev.hearth.dataplane.worker.StartOrder;
import dev.hearth.dataplane.worker.Worker;
import dev.hearth.dataplane.worker.WorkerReport;
import dev.hearth.dataplane.workermanager.GrantOutcome;
import dev.hearth.error.ErrorCode;
import dev.hearth.error.ServiceException;
import dev.hearth.error.ThrottleReason;
import dev.hearth.model.AccountId;
import dev.hearth.model.CodePackage;
import dev.hearth.model.ContainerImage;
import dev.hearth.model.DataSize;
import dev.hearth.model.FunctionArn;
import dev.hearth.model.FunctionConfiguration;
import dev.hearth.model.FunctionLayer;
import dev.hearth.model.FunctionVersion;
import dev.hearth.model.GatheringSink;
import dev.hearth.model.ImageSettings;
import dev.hearth.model.InitializationType;
import dev.hearth.model.Invocation;
import dev.hearth.model.Logging;
import dev.hearth.model.PiecesSink;
import dev.hearth.model.Program;
import dev.hearth.model.Quotas;
import dev.hearth.model.ResponseFailure;
import dev.hearth.model.ResponseSink;
import dev.hearth.model.RuntimeIdentifier;
import dev.hearth.model.SandboxId;
import dev.hearth.model.WorkerId;
import dev.hearth.time.Eventually;
import dev.hearth.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contracts of the services do not tell: large payloads, lost processes, messages of other releases. */
@Timeout(60)
class WireTest {
    private static final FunctionArn ARN =
            new FunctionArn("us-east-1", new AccountId("000000000000"), "f", Optional.of("$LATEST"));
    private static final long HEAP = 1L << 30;

    private final Wire wire = new Wire();
    private final ScriptedWorker worker = new ScriptedWorker();

    @AfterEach
    void close() {
        wire.close();
    }

    private static Grant grant() {
        return new Grant(
                1,
                new WorkerId("w"),
                new SandboxId("s"),
                1,
                System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }

    private static Invocation invocation(byte[] event) {
        return new Invocation("id", event, ARN, "Root=1", Optional.of("{}"), Optional.empty(), Optional.of("tenant"));
    }

    private static byte[] random(int bytes) {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        return content;
    }

    @Test
    void carriesTheLargestEventAndTheLargestAnswer() throws SandboxGoneException {
        worker.script = (invocation, sink) -> {
            sink.begin("application/json");
            byte[] answer = Arrays.copyOf(invocation.payload(), Quotas.RESPONSE_BYTES);
            assertThat(sink.write(answer, 0, answer.length, Duration.ofSeconds(20)))
                    .isTrue();
            sink.end(Optional.empty());
        };
        byte[] event = random(Quotas.SYNCHRONOUS_EVENT_BYTES);
        GatheringSink sink = new GatheringSink();

        Worker.Completion end = wire.to(worker).invoke(grant(), invocation(event), sink);

        assertThat(sink.payload()).isEqualTo(Arrays.copyOf(event, Quotas.RESPONSE_BYTES));
        assertThat(end.usage()).isEqualTo(new SandboxUsage(new DataSize(5), OptionalInt.of(6), 7));
        assertThat(end.times()).isEqualTo(new InvocationTimes(1, 2, 3, 4, Optional.empty()));
        assertThat(end.functionError()).contains("Unhandled");
        assertThat(end.logTail()).isEqualTo(new byte[] {1, 2});
    }

    @Test
    void aFailureReplacesAnAnswer() throws SandboxGoneException {
        byte[] details = random(Quotas.ASYNCHRONOUS_EVENT_BYTES);
        worker.script = (invocation, sink) -> sink.end(Optional.of(new ResponseFailure("Unhandled", details)));
        GatheringSink sink = new GatheringSink();

        var _ = wire.to(worker).invoke(grant(), invocation(new byte[0]), sink);

        assertThat(sink.payload()).isEqualTo(details);
    }

    @Test
    void aStreamedAnswerIsAsSlowAsItsReceiver() throws SandboxGoneException {
        List<String> order = new CopyOnWriteArrayList<>();
        worker.script = (invocation, sink) -> {
            sink.begin("text/plain");
            for (int i = 0; i < 3; i++) {
                assertThat(sink.write(new byte[] {(byte) i}, 0, 1, Duration.ofSeconds(20)))
                        .isTrue();
                order.add("written " + i);
            }
            sink.end(Optional.empty());
        };
        PiecesSink sink = new PiecesSink() {
            @Override
            public boolean write(byte[] piece, int offset, int length, Duration atMost) throws InterruptedException {
                order.add("taken " + piece[offset]);
                return super.write(piece, offset, length, atMost);
            }
        };

        var _ = wire.to(worker).invoke(grant(), invocation(new byte[0]), sink);

        assertThat(order).containsSubsequence("taken 0", "written 0", "taken 1", "written 1", "taken 2", "written 2");
        assertThat(sink.bytes()).isEqualTo(new byte[] {0, 1, 2});
    }

    @Test
    void aReceiverThatIsTooSlowIsToldOnlyTheEnd() throws SandboxGoneException {
        worker.script = (invocation, sink) -> {
            sink.begin("text/plain");
            assertThat(sink.write(new byte[200_000], 0, 200_000, Duration.ofSeconds(20)))
                    .as("taken")
                    .isFalse();
            sink.end(Optional.of(new ResponseFailure("Unhandled", new byte[] {9})));
        };
        List<Integer> writes = new ArrayList<>();
        PiecesSink sink = new PiecesSink() {
            @Override
            public boolean write(byte[] piece, int offset, int length, Duration atMost) {
                writes.add(length);
                return false;
            }
        };

        var _ = wire.to(worker).invoke(grant(), invocation(new byte[0]), sink);

        assertThat(writes).hasSize(1);
        assertThat(sink.calls.getLast()).startsWith("failed Unhandled");
    }

    @Test
    void aFunctionGoesOnWhoseCallerIsGone() {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        worker.script = (invocation, sink) -> {
            sink.begin("text/plain");
            runs.countDown();
            awaitQuietly(gone);
            assertThat(sink.write(new byte[10], 0, 10, Duration.ofSeconds(20))).isTrue();
            sink.end(Optional.empty());
            ended.incrementAndGet();
        };
        RemoteWorker remote = wire.to(worker);
        List<ServiceException> failures = new CopyOnWriteArrayList<>();
        Thread caller = Thread.ofVirtual().start(() -> {
            try {
                var _ = remote.invoke(grant(), invocation(new byte[0]), new PiecesSink());
            } catch (ServiceException e) {
                failures.add(e);
            } catch (SandboxGoneException e) {
                throw new AssertionError(e);
            }
        });
        awaitQuietly(runs);

        caller.interrupt();
        Eventually.holds(() -> failures.size() == 1);
        gone.countDown();

        Eventually.holds(() -> ended.get() == 1);
        assertThat(failures.getFirst().code()).isEqualTo(ErrorCode.SERVICE);
        assertThat(failures.getFirst()).hasCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void aWorkerThatIsLostDuringACallIsAnErrorAndOneThatCantBeReachedIsGone() {
        TestingCluster cluster = new TestingCluster();
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        worker.script = (invocation, sink) -> {
            runs.countDown();
            awaitQuietly(over);
        };
        RpcServer server =
                cluster.serve(Roles.WORKER, new WorkerHandlers(worker, HEAP, Time.SYSTEM).addTo(new Handlers()));
        try (RemoteWorker remote = new RemoteWorker(
                new WorkerId("w"),
                cluster.connect(server, Roles.WORKER, Roles.FRONTEND),
                PayloadMemory.ofHeap(HEAP),
                Time.SYSTEM)) {
            Thread.ofVirtual().start(() -> {
                awaitQuietly(runs);
                server.close();
            });

            ServiceException lost = catchThrowableOfType(
                    ServiceException.class, () -> remote.invoke(grant(), invocation(new byte[0]), new GatheringSink()));

            assertThat(lost.code()).isEqualTo(ErrorCode.SERVICE);
            assertThat(catchThrowableOfType(
                            SandboxGoneException.class,
                            () -> remote.invoke(grant(), invocation(new byte[0]), new GatheringSink())))
                    .isNotNull();
        } finally {
            over.countDown();
        }
    }

    @Test
    void aSandboxThatWasGrantedToNobodyIsGivenBack() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        List<ServiceException> refusals = new CopyOnWriteArrayList<>();
        List<GrantOutcome> ends = new CopyOnWriteArrayList<>();
        IdleManager manager = new IdleManager() {
            @Override
            public Grant grant(FunctionVersion function, Optional<String> tenant, InvocationKind kind) {
                asked.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    return WireTest.grant(); // it came at the same moment
                }
                throw new AssertionError();
            }

            @Override
            public void end(Grant grant, GrantOutcome how, SandboxUsage usage) {
                ends.add(how);
            }
        };
        RemoteWorkerManager remote =
                new RemoteWorkerManager(wire.to(manager, TestingCounter.limited(1), Roles.FRONTEND), Time.SYSTEM);
        Thread caller = Thread.ofVirtual()
                .start(() -> refusals.add(catchThrowableOfType(
                        ServiceException.class,
                        () -> remote.grant(packaged(), Optional.empty(), InvocationKind.SYNCHRONOUS))));
        awaitQuietly(asked);

        caller.interrupt();
        caller.join();

        assertThat(refusals)
                .singleElement()
                .satisfies(why -> assertThat(why).hasCauseInstanceOf(InterruptedException.class));

        Eventually.holds(() -> ends.equals(List.of(GrantOutcome.REUSABLE)));
    }

    @Test
    void errorsOfTheApiComeAsTheyWere() {
        RemoteWorker remote = wire.to(worker);
        List<ServiceException> errors = List.of(
                ServiceException.throttled(ThrottleReason.RESERVED_INVOCATION_RATE),
                ServiceException.wordless(ErrorCode.ACCESS_DENIED),
                ServiceException.untyped(ErrorCode.INVALID_ZIP_FILE, "no zip"),
                new ServiceException(ErrorCode.SERVICE_UNAVAILABLE, "x".repeat(10_000)));
        for (ServiceException error : errors) {
            worker.failure = error;
            ServiceException came = catchThrowableOfType(ServiceException.class, () -> remote.prepare(packaged()));
            assertThat(came.code()).isEqualTo(error.code());
            assertThat(came.reason()).isEqualTo(error.reason());
            assertThat(came.hasMessage()).isEqualTo(error.hasMessage());
            assertThat(came.isTyped()).isEqualTo(error.isTyped());
            assertThat(error.getMessage()).startsWith(came.getMessage());
        }
    }

    @Test
    void functionsComeAsTheyWere() {
        RemoteWorker remote = wire.to(worker);
        for (FunctionVersion function : List.of(packaged(), imaged())) {
            remote.prepare(function);
            remote.start(new StartOrder(
                    new SandboxId("s"),
                    function,
                    Optional.of("t"),
                    InitializationType.PROVISIONED_CONCURRENCY,
                    7,
                    new StartOrder.Waits(8, 9)));
        }

        assertThat(worker.prepared).containsExactly(packaged(), imaged());
        assertThat(worker.started).element(1).satisfies(order -> {
            assertThat(order.function()).isEqualTo(imaged());
            assertThat(order.key()).isEqualTo(imaged().sandboxKey(Optional.of("t")));
            assertThat(order.epoch()).isEqualTo(7);
            assertThat(order.waits()).isEqualTo(new StartOrder.Waits(8, 9));
            assertThat(order.type()).isEqualTo(InitializationType.PROVISIONED_CONCURRENCY);
        });
    }

    @Test
    void aReportComesAsItWas() {
        Grant grant = grant();
        StartOrder order = new StartOrder(
                new SandboxId("s"),
                packaged(),
                Optional.empty(),
                InitializationType.ON_DEMAND,
                3,
                StartOrder.Waits.NONE);
        worker.report = new WorkerReport(
                worker.view(),
                4_000,
                List.of(new WorkerReport.SandboxReport(
                        order,
                        WorkerReport.State.BUSY,
                        Optional.of(grant),
                        Duration.ofSeconds(3),
                        new SandboxUsage(new DataSize(5), OptionalInt.empty(), 1))),
                new WorkerReport.Load(new DataSize(9), OptionalInt.of(8)),
                List.of("digest"));

        WorkerReport came = wire.to(worker).report(11);

        assertThat(worker.epochs).containsExactly(11L);
        assertThat(came).usingRecursiveComparison().ignoringFields("sandboxes").isEqualTo(worker.report);
        assertThat(came.sandboxes()).singleElement().satisfies(sandbox -> {
            assertThat(sandbox.order()).isEqualTo(order);
            assertThat(sandbox.age()).isEqualTo(Duration.ofSeconds(3));
            assertThat(sandbox.grant().orElseThrow().id()).isEqualTo(grant.id());
        });
    }

    @Test
    void whatAnotherReleaseAddedIsTakenInAHarmlessWay() {
        assertThat(GrantMessages.outcome(Outcome.UNRECOGNIZED)).isEqualTo(GrantOutcome.SPENT);
        assertThat(GrantMessages.kind(dev.hearth.dataplane.wire.messages.Kind.UNRECOGNIZED))
                .isEqualTo(InvocationKind.ASYNCHRONOUS);
        assertThat(State.forNumber(99)).isNull();
        ServiceException unknown = Errors.of(
                catchThrowableOfType(dev.hearth.base.rpc.RpcException.class, () -> {
                    throw dev.hearth.base.rpc.RpcException.late("x");
                }),
                "It");
        assertThat(unknown.code()).isEqualTo(ErrorCode.SERVICE);
    }

    @Test
    void aGrantLastsAsLongForAnotherClock() {
        Grant given = new Grant(1, new WorkerId("w"), new SandboxId("s"), 1, 1_000_000);
        Grant there = GrantMessages.grant(GrantMessages.grant(given, 400_000), -77_000_000);
        assertThat(there.untilNanos()).isEqualTo(-77_000_000 + 600_000);
        assertThat(GrantMessages.left(Long.MAX_VALUE, -5)).isEqualTo(Limits.LONGEST.toNanos());
        assertThat(GrantMessages.left(5, 6)).isZero();
    }

    private static FunctionVersion packaged() {
        return version(new Program.Packaged(
                new RuntimeIdentifier("python3.13"),
                "a.b",
                new CodePackage("c".repeat(64), new DataSize(11)),
                List.of(new FunctionLayer("arn:layer:1", new CodePackage("d".repeat(64), new DataSize(12))))));
    }

    private static FunctionVersion imaged() {
        return version(new Program.Imaged(
                new ContainerImage("host/image:1", "host/image@sha256:e", "e".repeat(64)),
                new ImageSettings(List.of("/entry"), List.of("command"), "/work")));
    }

    private static FunctionVersion version(Program program) {
        return new FunctionVersion(
                ARN,
                "revision",
                new FunctionConfiguration(
                        program,
                        "arn:role",
                        "description",
                        Map.of("KEY", "value"),
                        DataSize.ofMebibytes(128),
                        DataSize.ofMebibytes(512),
                        Duration.ofSeconds(3),
                        List.of("x86_64"),
                        new Logging(
                                Logging.Format.JSON, Optional.of("DEBUG"), Optional.of(Logging.SystemLevel.WARN), "/g"),
                        Map.of(FunctionConfiguration.TENANCY, "{}")));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A Worker that does in an invocation what the test says. */
    private static final class ScriptedWorker implements Worker {
        interface Script {
            void run(Invocation invocation, ResponseSink sink) throws InterruptedException;
        }

        final List<FunctionVersion> prepared = new CopyOnWriteArrayList<>();
        final List<StartOrder> started = new CopyOnWriteArrayList<>();
        final List<Long> epochs = new CopyOnWriteArrayList<>();
        volatile Script script = (invocation, sink) -> {};
        volatile @Nullable ServiceException failure;
        volatile WorkerReport report = new WorkerReport(view(), 1_000, List.of());

        @Override
        public WorkerView view() {
            return new WorkerView(new WorkerId("w"), "zone", new DataSize(1), new DataSize(2), 3, true);
        }

        @Override
        public void prepare(FunctionVersion function) {
            ServiceException error = failure;
            if (error != null) {
                throw error;
            }
            prepared.add(function);
        }

        @Override
        public void start(StartOrder order) {
            started.add(order);
        }

        @Override
        public Completion invoke(Grant grant, Invocation invocation, ResponseSink sink) {
            assertThat(invocation.clientContext()).contains("{}");
            assertThat(invocation.tenantId()).contains("tenant");
            try {
                script.run(invocation, sink);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new Completion(
                    Optional.of("Unhandled"),
                    new byte[] {1, 2},
                    true,
                    new SandboxUsage(new DataSize(5), OptionalInt.of(6), 7),
                    new InvocationTimes(1, 2, 3, 4, Optional.empty()));
        }

        @Override
        public void stop(SandboxId sandbox) {}

        @Override
        public WorkerReport report(long epoch) {
            epochs.add(epoch);
            return report;
        }

        @Override
        public void onSandboxGone(GoneListener listener) {}

        @Override
        public void close() {}
    }
}
